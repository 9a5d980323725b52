// Package panics turns a panic into a message for the user: what happened, and
// the places in the user's own code that led there.
//
//	defer func() {
//		if v := recover(); v != nil {
//			fmt.Fprintln(os.Stderr, panics.Recovered(v))
//		}
//	}()
package panics

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// Panic is a panic that was recovered.
type Panic struct {
	Message string
	Frames  []Frame // of the user's code, innermost first

	// Mistake reports that the CDK or Gatehouse refused what it was given. A
	// panic that is not a mistake of this kind is a fault in somebody's code.
	Mistake bool

	// Callback reports that the place is lost: the CDK's runtime called Go code,
	// such as an aspect, and keeps only the value of its panic.
	Callback bool
}

// Frame is a call in the user's code.
type Frame struct {
	plan.Pos
	Func string // e.g. "main.todo"
}

// Recovered describes the panic whose value recover has just returned, while
// its trace is still there: in the deferred function, or what that calls.
func Recovered(value any) *Panic {
	p := &Panic{Message: message(value)}
	pcs := make([]uintptr, 256)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	panicked, origin := false, ""
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		from := packageOf(f.Function)
		switch {
		case f.Function == "runtime.gopanic":
			panicked = true
			continue
		case !panicked || from == "runtime":
			continue
		case origin == "":
			origin = from
			p.Mistake = isCDK(from) || isGatehouse(from) && strings.HasPrefix(p.Message, "gatehouse: ")
		case f.Function == gatehouse+".Run":
			more = false // whoever called it is of no interest
			continue
		}
		ours := isGatehouse(from) && isGatehouse(origin) && !p.Mistake // a fault of ours: say where
		if isUsers(f) || ours {
			p.Frames = append(p.Frames, Frame{plan.Pos{File: f.File, Line: f.Line}, shortName(f.Function)})
		}
	}
	_, fault := value.(runtime.Error)
	p.Callback = fault && isCDK(origin) && len(p.Frames) == 0
	p.Mistake = p.Mistake && !fault
	return p
}

// String returns the message with the first place in front, and all places
// below it.
func (p *Panic) String() string {
	var b strings.Builder
	if len(p.Frames) > 0 {
		fmt.Fprintf(&b, "%v: ", p.Frames[0].Pos)
	}
	if !p.Mistake {
		b.WriteString("panic: ")
	}
	b.WriteString(p.Message)
	if p.Callback {
		b.WriteString("\n\tin an aspect, a validation or other code that the CDK called; its runtime does not keep the place")
	}
	if len(p.Frames) > 1 {
		for _, f := range p.Frames {
			fmt.Fprintf(&b, "\n\t%s\t%v", f.Func, f.Pos)
		}
	}
	return b.String()
}

// Override calls a user's function that changes props, and returns what is
// wrong if it panics: which Override it is, where it is written, and where it
// panicked. Who reports it adds the place of the call that was given it.
// The props are then as they were before. A nil function changes nothing.
func Override[T any](which string, override func(*T), props *T) (problems []string) {
	if override == nil {
		return nil
	}
	before := *props
	defer func() {
		value := recover()
		if value == nil {
			return
		}
		*props = before
		p := Recovered(value)
		problem := fmt.Sprintf("%s, the function at %v, panicked", which, placeOf(override))
		if len(p.Frames) > 0 {
			problem += fmt.Sprintf(" at %v", p.Frames[0].Pos)
		}
		problems = []string{problem + ": " + p.Message}
	}()
	override(props)
	return nil
}

// Stack is the whole trace of the calling goroutine, if the user asks for it
// as Go programs are asked: by GOTRACEBACK=all, system, crash, 1 or 2.
func Stack(gotraceback string) string {
	switch gotraceback {
	case "", "none", "single", "0":
		return ""
	}
	return string(debug.Stack())
}

func message(value any) string {
	if err, ok := value.(error); ok {
		return strings.TrimSpace(err.Error())
	}
	return strings.TrimSpace(fmt.Sprint(value))
}
