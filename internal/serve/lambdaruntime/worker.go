// One process of a function, from its start to its end.

package lambdaruntime

import (
	"crypto/rand"
	"fmt"
	"net"
	"os/exec"
	"sync"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/serve/procgroup"
)

type worker struct {
	f       *Function
	next    chan *invocation // takes one: the event that the process gets next
	address string           // of its Runtime API; no other process has the same

	kill1  sync.Once
	killed chan struct{} // closed by kill
	dead   chan struct{} // closed when the process has ended

	mu        sync.Mutex
	started   time.Time
	ready     bool // it has asked for its first event
	over      bool // it has ended
	initTime  time.Duration
	initTimer *time.Timer
	current   *invocation   // what it is working on
	since     time.Time     // when it got current
	timer     *time.Timer   // ends current
	failure   error         // why it was killed while working
	asking    chan struct{} // closed when it asks for an event again

	log *logPipe
}

func newWorker(f *Function) *worker {
	return &worker{
		f:      f,
		next:   make(chan *invocation, 1),
		killed: make(chan struct{}),
		dead:   make(chan struct{}),
	}
}

// kill ends the process, soon. It may be called at any time, also before the start.
func (w *worker) kill() { w.kill1.Do(func() { close(w.killed) }) }

// run starts the process and returns when it has ended, with the event that it
// was given but did not take, if there is one.
func (w *worker) run() (left *invocation) {
	cmd, err := w.start()
	if err != nil {
		w.failNext(newFunctionError("Runtime.InvalidEntrypoint", err.Error(), true))
		return nil
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	select {
	case err = <-exited:
	case <-w.killed:
		procgroup.Kill(cmd, false)
		err = <-exited
	}
	procgroup.Kill(cmd, true) // what the process may have started itself
	procgroup.Sweep(runtimeAPI + "=" + w.address)
	w.log.close()
	close(w.dead)
	return w.ended(err)
}

// start starts the Runtime API and the process that speaks it.
func (w *worker) start() (*exec.Cmd, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	cfg := &w.f.cfg
	a := &api{worker: w, host: listener.Addr().String()}
	address := a.host
	if cfg.KeepsPath {
		a.secret = "/" + rand.Text()
		address += a.secret
	}
	w.address = address
	cmd := exec.Command(cfg.Command[0], cfg.Command[1:]...)
	cmd.Dir = cfg.Dir
	cmd.Env = environment(cfg, address)
	procgroup.Own(cmd)
	w.log, err = newLogPipe(func(requestID, text string) {
		cfg.Log(Line{Function: cfg.Name, RequestID: requestID, Text: text})
	})
	if err != nil {
		listener.Close()
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = w.log.writer, w.log.writer

	w.mu.Lock()
	defer w.mu.Unlock()
	w.started = time.Now()
	err = cmd.Start()
	w.log.writer.Close() // the process has its own
	if err != nil {
		listener.Close()
		w.log.close()
		return nil, err
	}
	w.log.start()
	w.initTimer = time.AfterFunc(cfg.InitTimeout, w.initTimedOut)
	conns := &connections{}
	go conns.serve(listener, a.handle)
	go func() {
		<-w.dead
		listener.Close()
		conns.close()
	}()
	return cmd, nil
}

// ended settles what the process leaves behind.
func (w *worker) ended(exit error) (left *invocation) {
	status := "exit status 0"
	if exit != nil {
		status = exit.Error()
	}
	w.mu.Lock()
	w.initTimer.Stop()
	inv, ready := w.current, w.ready
	w.current, w.over = nil, true
	if w.timer != nil {
		w.timer.Stop()
	}
	w.mu.Unlock()
	w.f.mu.Lock()
	closed := w.f.killed
	w.f.mu.Unlock()

	switch {
	case inv != nil && closed:
		inv.finish(result{err: ErrClosed})
	case inv != nil:
		w.logLine(inv.id, fmt.Sprintf("RequestId: %s Error: Runtime exited with error: %s", inv.id, status))
		inv.finish(result{err: newFunctionError("Runtime.ExitError", "Runtime exited with error: "+status, false)})
	case !ready && closed:
		w.failNext(ErrClosed)
	case !ready:
		w.failNext(newFunctionError("Runtime.ExitError", "the process ended before it asked for an event: "+status, true))
	}
	select {
	case left = <-w.next:
	default:
	}
	return left
}

// failNext answers the event that the process has not taken, if there is one.
func (w *worker) failNext(err error) {
	select {
	case inv := <-w.next:
		if inv.finish(result{err: err}) {
			w.logLine(inv.id, fmt.Sprintf("RequestId: %s Error: %v", inv.id, err))
		}
	default:
	}
}

func (w *worker) initTimedOut() {
	w.mu.Lock()
	ready := w.ready
	w.mu.Unlock()
	if ready {
		return
	}
	select {
	case inv := <-w.next:
		err := &TimeoutError{RequestID: inv.id, After: w.f.cfg.InitTimeout, Init: true}
		w.logLine(inv.id, err.Error())
		inv.finish(result{err: err})
	default:
	}
	w.kill()
}

func (w *worker) timedOut(inv *invocation) {
	err := &TimeoutError{RequestID: inv.id, After: w.f.cfg.Timeout}
	w.mu.Lock()
	if w.current != inv {
		w.mu.Unlock()
		return
	}
	w.current = nil
	w.failure = err
	w.mu.Unlock()
	w.log.drain()
	w.logLine(inv.id, err.Error())
	inv.finish(result{err: err})
	w.kill()
}

// begin says that the process asks for an event; false when it still has one.
func (w *worker) begin() bool {
	w.log.drain()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current != nil {
		return false
	}
	if !w.ready {
		w.ready = true
		w.initTime = time.Since(w.started)
		w.initTimer.Stop()
	}
	return true
}

// isReady reports whether the process has asked for its first event.
func (w *worker) isReady() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ready
}

// asks says that the process waits for an event. The channel is closed when it
// asks again, on another connection.
func (w *worker) asks() (again chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.asking != nil {
		close(w.asking)
	}
	w.asking = make(chan struct{})
	return w.asking
}

// hand says that the process gets inv now, and returns when it must be done.
// It is false when the process has just ended: the event goes to another.
func (w *worker) hand(inv *invocation) (deadline time.Time, ok bool) {
	w.log.setRequest(inv.id)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return deadline, false
	}
	w.current = inv
	w.since = time.Now()
	if inv.cold {
		inv.init = w.initTime
	}
	w.timer = time.AfterFunc(w.f.cfg.Timeout, func() { w.timedOut(inv) })
	return w.since.Add(w.f.cfg.Timeout), true
}

// working returns the event with that id if the process works on it.
func (w *worker) working(id string) (*invocation, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current == nil || w.current.id != id {
		return nil, false
	}
	return w.current, true
}

// complete says that the process is done with inv. It is false when inv was
// taken from it meanwhile, by its timeout.
func (w *worker) complete(inv *invocation) (took time.Duration, ok bool) {
	w.log.drain()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.current != inv {
		return 0, false
	}
	w.current = nil
	w.timer.Stop()
	return time.Since(w.since), true
}

func (w *worker) logLine(requestID, text string) {
	w.f.cfg.Log(Line{Function: w.f.cfg.Name, RequestID: requestID, Text: text})
}
