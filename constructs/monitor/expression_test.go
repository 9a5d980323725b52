// What the alarms' expressions say of traffic: a reader of the little that they
// use of CloudWatch's metric math.

package monitor_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/gatehouse-go/gatehouse/internal/testing/synthtest"
)

// alarm is an alarm of a template.
type alarm struct {
	id          string
	expression  string
	metrics     map[string]series
	statistics  map[string]string
	period      float64
	threshold   float64
	below       bool // goes off below the threshold, and without data
	description string
}

// alarmsOf reads the alarms of a template by the end of their logical id
// without its hash, such as "MonitorApiv1ServerErrors".
func alarmsOf(t *testing.T, template synthtest.Template) map[string]alarm {
	t.Helper()
	out := map[string]alarm{}
	for _, id := range template.Of("AWS::CloudWatch::Alarm") {
		p := template.Resources[id].Properties
		a := alarm{id: id, metrics: map[string]series{}, statistics: map[string]string{}, threshold: p["Threshold"].(float64), description: textOf(t, p["AlarmDescription"])}
		switch how := [2]any{p["ComparisonOperator"], p["TreatMissingData"]}; how {
		case [2]any{"GreaterThanThreshold", "notBreaching"}:
		case [2]any{"LessThanThreshold", "breaching"}:
			a.below = true
		default:
			t.Errorf("%s: %v", id, how)
		}
		for _, m := range p["Metrics"].([]any) {
			m := m.(map[string]any)
			if expression, ok := m["Expression"].(string); ok {
				a.expression = expression
				continue
			}
			stat := m["MetricStat"].(map[string]any)
			metric := stat["Metric"].(map[string]any)
			s := series{metric["Namespace"].(string), metric["MetricName"].(string), map[string]string{}}
			for _, d := range metric["Dimensions"].([]any) {
				d := d.(map[string]any)
				s.dims[d["Name"].(string)] = textOf(t, d["Value"])
			}
			name := m["Id"].(string)
			a.metrics[name], a.statistics[name], a.period = s, stat["Stat"].(string), stat["Period"].(float64)
		}
		out[id[:len(id)-8]] = a
	}
	return out
}

// breaches reports whether the alarm would count a period with these values of
// its metrics; what is not among them was not measured.
func (a alarm) breaches(t *testing.T, values map[string]float64) bool {
	t.Helper()
	byName := map[string]float64{}
	for id, s := range a.metrics {
		if v, ok := values[s.name]; ok {
			byName[id] = v
		}
	}
	e, err := parser.ParseExpr(a.expression)
	if err != nil {
		t.Fatalf("%s: %v", a.expression, err)
	}
	v := evaluate(t, e, byName)
	if a.below {
		return v == nil || *v < a.threshold
	}
	return v != nil && *v > a.threshold
}

// evaluate returns the value of an expression; nil if there is none.
func evaluate(t *testing.T, e ast.Expr, values map[string]float64) *float64 {
	t.Helper()
	switch e := e.(type) {
	case *ast.ParenExpr:
		return evaluate(t, e.X, values)
	case *ast.BasicLit:
		v, err := strconv.ParseFloat(e.Value, 64)
		if err != nil {
			t.Fatal(err)
		}
		return &v
	case *ast.Ident:
		if v, ok := values[e.Name]; ok {
			return &v
		}
		return nil
	case *ast.CallExpr:
		first := evaluate(t, e.Args[0], values)
		switch e.Fun.(*ast.Ident).Name {
		case "FILL":
			if first == nil {
				return evaluate(t, e.Args[1], values)
			}
			return first
		case "IF":
			switch {
			case first == nil:
				return nil
			case *first != 0:
				return evaluate(t, e.Args[1], values)
			}
			return evaluate(t, e.Args[2], values)
		}
	case *ast.BinaryExpr:
		x, y := evaluate(t, e.X, values), evaluate(t, e.Y, values)
		if x == nil || y == nil || e.Op == token.QUO && *y == 0 {
			return nil
		}
		switch e.Op {
		case token.ADD:
			return new(*x + *y)
		case token.MUL:
			return new(*x * *y)
		case token.QUO:
			return new(*x / *y)
		case token.GEQ:
			if *x >= *y {
				return new(1.0)
			}
			return new(0.0)
		}
	}
	t.Fatalf("unknown expression %T", e)
	return nil
}
