// Run, the main function of a CDK application: it synthesises, reports all problems and
// exits.

package gatehouse

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/gatehouse-go/gatehouse/internal/synth/panics"
	"github.com/gatehouse-go/gatehouse/internal/synth/plan"
)

// Run is the main function of a CDK application: it makes the app, with props
// if they are given, has build declare the stacks, synthesises the app and ends
// the CDK's process.
//
// What is wrong goes to standard error, and the program ends with status 1:
//
//   - Mistakes found at synth are printed as they are, one after another, each
//     with the path of its construct and the place in the program.
//   - What the CDK refuses, and a panic, is printed with the calls in the user's
//     own code that led there. GOTRACEBACK=all adds Go's whole trace.
//   - A template that is larger than CloudFormation takes is a mistake.
//   - An app without stacks is a mistake, and so is a second Run in one program:
//     one run of the CDK's command synthesises one app.
//
// Programs that need more than this call awscdk.NewApp and app.Synth themselves.
func Run(build func(app awscdk.App), props ...*awscdk.AppProps) {
	pos := plan.Caller(1)
	if first := running.Swap(&pos); first != nil {
		fail("%v: gatehouse.Run: called a second time, after %v: declare all stacks in one call", pos, first)
	}
	if build == nil {
		fail("%v: gatehouse.Run: the function that declares the stacks is nil", pos)
	}
	if len(props) > 1 {
		fail("%v: gatehouse.Run: %d AppProps: give one at most", pos, len(props))
	}
	stacks := synth(build, props)
	jsii.Close()
	if stacks == 0 {
		fail("%v: gatehouse.Run: %s made no stacks: it needs at least one awscdk.NewStack(app, ...)", pos, panics.NameOf(build))
	}
}

// running is where Run was called.
var running atomic.Pointer[plan.Pos]

// synth returns how many stacks the application has.
func synth(build func(awscdk.App), props []*awscdk.AppProps) int {
	defer func() {
		if value := recover(); value != nil {
			fail("%s%s", report(value), panics.Stack(os.Getenv("GOTRACEBACK")))
		}
	}()
	var given *awscdk.AppProps
	if len(props) > 0 {
		given = props[0]
	}
	app := awscdk.NewApp(given)
	build(app)
	stacks := *app.Synth(nil).StacksRecursively()
	var tooLarge []string
	for _, s := range stacks {
		if info, err := os.Stat(*s.TemplateFullPath()); err == nil && info.Size() > maxTemplate {
			tooLarge = append(tooLarge, fmt.Sprintf("[%s] the template has %d bytes, and CloudFormation takes %d: set "+
				"SuppressTemplateIndentation in the StackProps, or split the stack", *s.HierarchicalId(), info.Size(), maxTemplate))
		}
	}
	if len(tooLarge) > 0 {
		fail("%s", strings.Join(tooLarge, "\n"))
	}
	return len(stacks)
}

// maxTemplate is how large a template may be, in bytes. (CloudFormation user
// guide, "CloudFormation quotas", template body in an S3 object.)
const maxTemplate = 1_000_000

// report says what a panic means; the deferred function that recovered calls it.
func report(value any) string {
	text := fmt.Sprint(value)
	if _, list, ok := strings.Cut(text, "Validation failed with the following errors:\n"); ok {
		return problems(list)
	}
	if err, ok := value.(error); ok && errors.Is(err, exec.ErrNotFound) {
		return fmt.Sprintf("the CDK needs Node.js, 20 or newer: %v", err)
	}
	return panics.Recovered(value).String() + "\n"
}

// problems returns the CDK's list of what is wrong without its indentation.
func problems(list string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(list) + "\n") {
		if entry := strings.TrimLeft(line, " \t"); strings.HasPrefix(entry, "[") {
			line = entry
		}
		b.WriteString(line)
	}
	return b.String()
}

// fail ends the program. What the CDK's process has to say about its end is of
// no use to anybody.
func fail(format string, args ...any) {
	fmt.Fprintln(os.Stderr, strings.TrimRight(fmt.Sprintf(format, args...), "\n"))
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		os.Stderr = null
	}
	jsii.Close()
	os.Exit(1)
}
