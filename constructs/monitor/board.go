// Rows of graphs, and how many of them a dashboard can have.

package monitor

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// maxWidgets is how many widgets a dashboard can have (CloudWatch user guide,
// "CloudWatch service quotas").
const maxWidgets = 500

// board gathers the rows of a dashboard.
type board struct {
	rows    [][]awscloudwatch.IWidget
	widgets int
}

// graph is one graph of lines.
type graph struct {
	title string
	width int
	axis  *awscloudwatch.YAxisProps
	left  []awscloudwatch.IMetric
	right []awscloudwatch.IMetric
	lines []*awscloudwatch.HorizontalAnnotation
}

func (b *board) add(row ...awscloudwatch.IWidget) {
	b.rows = append(b.rows, row)
	b.widgets += len(row)
}

// heading adds a row of text: a line of the dashboard for each line of text.
func (b *board) heading(markdown string) {
	b.add(awscloudwatch.NewTextWidget(&awscloudwatch.TextWidgetProps{
		Markdown: jsii.String(markdown), Width: jsii.Number(whole), Height: jsii.Number(1 + strings.Count(markdown, "\n")),
		Background: awscloudwatch.TextWidgetBackground_TRANSPARENT,
	}))
}

func newGraph(title string, width int, axis *awscloudwatch.YAxisProps, lines ...awscloudwatch.IMetric) *graph {
	return &graph{title: title, width: width, axis: axis, left: lines}
}

// row adds a row of graphs.
func (b *board) row(graphs ...*graph) {
	var row []awscloudwatch.IWidget
	for _, g := range graphs {
		props := &awscloudwatch.GraphWidgetProps{
			Title: jsii.String(g.title), Width: jsii.Number(g.width), Height: jsii.Number(6), Left: &g.left, LeftYAxis: g.axis,
		}
		if len(g.right) > 0 {
			props.Right = &g.right
			props.RightYAxis = &awscloudwatch.YAxisProps{Min: jsii.Number(0), ShowUnits: jsii.Bool(true)}
		}
		if len(g.lines) > 0 {
			props.LeftAnnotations = &g.lines
		}
		row = append(row, awscloudwatch.NewGraphWidget(props))
	}
	b.add(row...)
}

// axis begins at 0, so that small changes don't look large.
func axis(unit string) *awscloudwatch.YAxisProps {
	return &awscloudwatch.YAxisProps{Min: jsii.Number(0), Label: jsii.String(unit), ShowUnits: jsii.Bool(false)}
}

func (b *board) problems() []string {
	if b.widgets <= maxWidgets {
		return nil
	}
	return []string{fmt.Sprintf("the dashboard has %d widgets; CloudWatch takes %d: make several monitors, each for some of the APIs",
		b.widgets, maxWidgets)}
}
