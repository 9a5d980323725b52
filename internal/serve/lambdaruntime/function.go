// A function as its callers have it: configuration, events, answers, end.

package lambdaruntime

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	// MaxPayload is the most bytes of a buffered event or answer (Lambda
	// developer guide, "Lambda quotas": 6 MB each; the service takes 100 bytes more).
	MaxPayload = 6*1024*1024 + 100

	// DefaultTimeout is how long an event may take when Config says nothing,
	// as for a function that CloudFormation makes.
	DefaultTimeout = 3 * time.Second

	// DefaultInitTimeout is how long a process may take until it asks for its first event.
	DefaultInitTimeout = 10 * time.Second

	// DefaultMaxWorkers is how many processes of a function run when Config says
	// nothing. Lambda would start up to 1,000; a developer's machine should not.
	DefaultMaxWorkers = 10
)

// Config says how to run a function.
type Config struct {
	Name        string            // function's name, for logs and AWS_LAMBDA_FUNCTION_NAME; "function" when empty
	Command     []string          // program and arguments; a program with a "./" is relative to Dir
	Dir         string            // working directory and LAMBDA_TASK_ROOT: the unpacked code
	Handler     string            // _HANDLER
	Runtime     string            // identifier such as "nodejs22.x", for AWS_EXECUTION_ENV; empty, and one of provided.*, set none
	Version     string            // AWS_LAMBDA_FUNCTION_VERSION; "$LATEST" when empty
	Layers      []string          // folders of unpacked layers: their bin and lib are searched for programs and libraries
	Environment map[string]string // function's own; wins over what this package sets, except for the Runtime API's address
	// KeepsPath says that the program's client of the Runtime API takes an address
	// with a path behind it, as KnowsPaths finds out. Then the path holds a secret,
	// so that only the process can take events and answer them. A client that
	// splits the address at its colon could not connect.
	KeepsPath   bool
	MemoryMB    int           // AWS_LAMBDA_FUNCTION_MEMORY_SIZE only, not enforced; 0 is 128
	Timeout     time.Duration // of one event; 0 is DefaultTimeout
	InitTimeout time.Duration // from start until the first event is asked for; 0 is DefaultInitTimeout
	Region      string        // AWS_REGION; empty is that of this process's environment, or us-east-1
	ARN         string        // Lambda-Runtime-Invoked-Function-Arn; empty is made from Region and Name

	// MaxWorkers is the most processes at a time; 0 is DefaultMaxWorkers. When
	// all are busy, events wait.
	MaxWorkers int
	// Reserved, if not nil, is the function's reserved concurrency: events beyond it get
	// ErrThrottled instead of waiting.
	Reserved *int

	// Log receives each line that the function writes to its standard output
	// and error, without the newline, and what Lambda itself would log. It
	// must not block. Nil drops them.
	Log func(Line)
}

// Line is one line of a function's log.
type Line struct {
	Function  string
	RequestID string // empty before the first event
	Text      string
}

// Invocation is one event for a function.
type Invocation struct {
	RequestID string // empty: a new one is made
	Payload   []byte
	TraceID   string // X-Amzn-Trace-Id; empty: a new one that is not sampled
	ARN       string // by which the function is called, e.g. with an alias; empty is Config.ARN
	// ClientContext is what an SDK's caller passes along; may be empty.
	ClientContext string
}

// Response is a function's answer.
type Response struct {
	Payload     []byte
	ContentType string
	RequestID   string
	Cold        bool          // a process was started for this event
	Init        time.Duration // how long that took; 0 unless Cold
	Duration    time.Duration // from handing the event over to the answer
}

// Stream is a function's answer that is passed on while it's written.
type Stream struct {
	Body        io.ReadCloser // reads fail with *FunctionError when the function breaks off; Close is a must
	ContentType string
	RequestID   string
	Streaming   bool // the function asked for the streaming mode
	Cold        bool
}

// Function is a Lambda function that runs in processes on this machine. Its
// methods may be called concurrently.
type Function struct {
	cfg Config

	mu      sync.Mutex
	idle    []*worker // the most recently used is last and goes first
	workers map[*worker]struct{}
	waiting []*invocation
	closed  bool // no new events
	killed  bool // Close: not even those that wait
	wg      sync.WaitGroup
}

// New returns a function. It starts no process: the first event does. It
// panics without a command.
func New(cfg Config) *Function {
	if len(cfg.Command) == 0 {
		panic("lambdaruntime: Config.Command is empty")
	}
	cfg.Name = cmp.Or(cfg.Name, "function")
	cfg.Version = cmp.Or(cfg.Version, "$LATEST")
	if cfg.Timeout <= 0 {
		cfg.Timeout = DefaultTimeout
	}
	if cfg.InitTimeout <= 0 {
		cfg.InitTimeout = DefaultInitTimeout
	}
	if cfg.MaxWorkers <= 0 {
		cfg.MaxWorkers = DefaultMaxWorkers
	}
	if cfg.MemoryMB <= 0 {
		cfg.MemoryMB = 128
	}
	if cfg.Log == nil {
		cfg.Log = func(Line) {}
	}
	cfg.Region = cmp.Or(cfg.Region, region())
	cfg.ARN = cmp.Or(cfg.ARN, fmt.Sprintf("arn:aws:lambda:%s:000000000000:function:%s", cfg.Region, cfg.Name))
	return &Function{cfg: cfg, workers: map[*worker]struct{}{}}
}

// Invoke hands the payload to the function and returns its answer. Errors are
// those of this package, or ctx's; an event whose ctx ends is not taken back
// from the function, as in Lambda.
func (f *Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	response, err := f.Do(ctx, Invocation{Payload: payload})
	if err != nil {
		return nil, err
	}
	return response.Payload, nil
}

// Do is Invoke with everything around the payload.
func (f *Function) Do(ctx context.Context, in Invocation) (*Response, error) {
	inv, r, err := f.run(ctx, in, false)
	if err != nil {
		return nil, err
	}
	response := &Response{
		Payload:     r.payload,
		ContentType: r.contentType,
		RequestID:   inv.id,
		Cold:        inv.cold,
		Init:        inv.init,
		Duration:    r.duration,
	}
	return response, nil
}

// Stream is Do for answers that are passed on while the function writes them.
// It returns when the answer begins.
func (f *Function) Stream(ctx context.Context, in Invocation) (*Stream, error) {
	inv, r, err := f.run(ctx, in, true)
	if err != nil {
		return nil, err
	}
	stream := &Stream{
		Body:        r.body,
		ContentType: r.contentType,
		RequestID:   inv.id,
		Streaming:   r.streaming,
		Cold:        inv.cold,
	}
	return stream, nil
}

func (f *Function) run(ctx context.Context, in Invocation, stream bool) (*invocation, result, error) {
	if len(in.Payload) > MaxPayload {
		return nil, result{}, ErrRequestTooLarge
	}
	inv := &invocation{
		id:            cmp.Or(in.RequestID, NewRequestID()),
		payload:       in.Payload,
		trace:         cmp.Or(in.TraceID, NewTraceID()),
		arn:           cmp.Or(in.ARN, f.cfg.ARN),
		clientContext: in.ClientContext,
		stream:        stream,
		done:          make(chan result, 1),
	}
	if err := f.dispatch(inv); err != nil {
		return nil, result{}, err
	}
	select {
	case r := <-inv.done:
		return inv, r, r.err
	case <-ctx.Done():
		inv.abandoned.Store(true)
		// An answer may have come at the same moment; nobody will read it.
		select {
		case r := <-inv.done:
			if r.body != nil {
				r.body.Close()
			}
		default:
		}
		return nil, result{}, ctx.Err()
	}
}

// Workers is how many processes the function has.
func (f *Function) Workers() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.workers)
}

// Retire lets the function finish the events it has, and then end its
// processes. It does not wait; new events get ErrClosed.
func (f *Function) Retire() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for _, w := range f.idle {
		w.kill()
	}
	f.idle = nil
}

// Wait returns when all processes have ended, after Retire.
func (f *Function) Wait() { f.wg.Wait() }

// Close kills the function's processes, answers the events that they had with
// an error, and returns when all have ended.
func (f *Function) Close() {
	f.mu.Lock()
	f.closed, f.killed = true, true
	for _, inv := range f.waiting {
		inv.finish(result{err: ErrClosed})
	}
	f.waiting, f.idle = nil, nil
	for w := range f.workers {
		w.kill()
	}
	f.mu.Unlock()
	f.wg.Wait()
}

// NewRequestID makes a random id in the form that Lambda's have.
func NewRequestID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// NewTraceID makes a trace header as Lambda has it for an event without one.
func NewTraceID() string {
	var b [20]byte
	rand.Read(b[:])
	return fmt.Sprintf("Root=1-%08x-%x;Parent=%x;Sampled=0", time.Now().Unix(), b[:12], b[12:])
}
