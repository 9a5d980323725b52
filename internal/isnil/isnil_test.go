// Values that are nil behind an interface.

package isnil

import (
	"errors"
	"testing"
)

type (
	value   struct{}
	table   map[string]int
	handler func()
)

func TestAny(t *testing.T) {
	var err error
	for _, v := range []any{nil, err, (*value)(nil), table(nil), handler(nil), []int(nil), (chan int)(nil)} {
		if !Any(v) {
			t.Errorf("%T that is nil counts as something", v)
		}
	}
	for _, v := range []any{errors.New("x"), value{}, &value{}, table{}, handler(func() {}), []int{}, 0, "", make(chan int)} {
		if Any(v) {
			t.Errorf("%T %v counts as nil", v, v)
		}
	}
}
