// Package shapes has handlers with inputs and outputs of every shape, for a test
// that compares what is found in their source with what the router finds.
package shapes

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"regexp"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// Handlers has the input and the output of each handler.
var Handlers = map[string][2]reflect.Type{}

type (
	UUID    [16]byte
	Decimal struct{ coefficient *big.Int }
	Day     time.Time
	Cents   int64
	Level   string
	Tags    []string
	Set     map[string]struct{}
	IDs     []UUID
	Raw     json.RawMessage
	Wait    time.Duration
	Hook    func()
	Feed    chan int
	Shape   interface{ Area() float64 }
	Union   interface{ isUnion() }
	Alias   = Plain
	Flags   [3]bool
	Bytes   []byte
)

func (u *UUID) UnmarshalText([]byte) error     { return nil }
func (u UUID) MarshalText() ([]byte, error)    { return nil, nil }
func (d *Decimal) UnmarshalJSON([]byte) error  { return nil }
func (d Decimal) MarshalJSON() ([]byte, error) { return nil, nil }
func (d *Day) UnmarshalJSON([]byte) error      { return nil }
func (d Day) MarshalJSON() ([]byte, error)     { return nil, nil }
func (l Level) String() string                 { return string(l) }
func (c *Cents) UnmarshalText([]byte) error    { return nil }
func (f *Feed) UnmarshalJSON([]byte) error     { return nil }
func (f Hook) MarshalJSON() ([]byte, error)    { return nil, nil }

type (
	Plain struct {
		Name string `json:"name" check:"required,maxlen=20"`
	}
	base struct {
		ID   string `path:"id"`
		Note string `json:"note" check:"maxlen=3"`
	}
	Base struct {
		Trace string `header:"X-Trace"`
		Note  string `json:"note" default:"x"`
	}
	withMethods struct {
		Size int `query:"size" check:"min=1"`
	}
	Page[T any] struct {
		Items []T    `json:"items"`
		Next  string `json:"next" check:"maxlen=10"`
	}
	Pair[K comparable, V any] struct {
		Key   K           `json:"key"`
		Value V           `json:"value"`
		More  *Pair[K, V] `json:"more"`
	}
	Tree[T any] struct {
		Value T         `json:"value"`
		Kids  []Tree[T] `json:"kids"`
	}
	Optional[T any] struct {
		value T
		set   bool
	}
	Node struct {
		ID   string `path:"id"`
		Kids []Node `json:"kids"`
	}
	NodePtr struct {
		ID     string   `query:"id"`
		Parent *NodePtr `json:"parent"`
	}
	ItemIn struct {
		ID   string `path:"id"`
		Same Outer  `json:"same"`
	}
	Outer struct {
		In *ItemIn `json:"in"`
	}
	private string
	Mutexed struct {
		sync.Mutex
		Name string `json:"name" check:"required"`
	}
)

func (w withMethods) Limit() int                    { return w.Size }
func (o *Optional[T]) UnmarshalJSON(b []byte) error { o.set = true; return json.Unmarshal(b, &o.value) }
func (o Optional[T]) MarshalJSON() ([]byte, error)  { return json.Marshal(o.value) }

type (
	Common struct {
		Wide    UUID              `query:"wide"`
		Widths  []UUID            `query:"widths"`
		List    IDs               `json:"list"`
		Price   Decimal           `json:"price" check:"required"`
		When    time.Time         `json:"when" check:"required"`
		Since   *time.Time        `query:"since"`
		Zone    *time.Location    `json:"-"`
		Day     Day               `json:"day"`
		Wait    time.Duration     `json:"wait,string" check:"min=1"`
		Own     Wait              `query:"own" check:"max=9"`
		Count   int64             `json:"count,string" check:"min=1"`
		Level   Level             `json:"level" check:"enum=low|high" default:"low"`
		Addr    netip.Addr        `query:"addr"`
		Null    sql.NullString    `json:"null"`
		NullT   sql.Null[int]     `json:"nullT"`
		URL     *url.URL          `json:"url"`
		Header  http.Header       `json:"header"`
		Any     any               `json:"any"`
		Number  json.Number       `json:"number"`
		Raw     json.RawMessage   `json:"raw"`
		OwnRaw  Raw               `json:"ownRaw"`
		Tags    Tags              `query:"tag" check:"maxlen=3"`
		Set     Set               `json:"set" check:"minlen=1"`
		ByID    map[UUID]*Plain   `json:"byID"`
		ByCents map[Cents]Plain   `json:"byCents"`
		ByInt   map[int8][]*Plain `json:"byInt"`
		Pointer *[]*string        `json:"pointer" check:"minlen=1,maxlen=9"`
		Deep    **[]Plain         `json:"deep"`
		Flags   Flags             `json:"flags"`
		Bytes   Bytes             `query:"bytes" check:"maxlen=9"`
		Pattern *regexp.Regexp    `json:"pattern"`
		Big     *big.Int          `json:"big"`
		Feed    Feed              `json:"feed"`
		Cents   Cents             `query:"cents"`
		Alias   Alias             `json:"alias"`
		Aliases []Alias           `json:"aliases"`
		mu      sync.Mutex
		feed    chan int
		Ignored chan int `json:"-"`
	}
	Wrong struct {
		A UUID            `query:"a" check:"minlen=3"`
		B Decimal         `query:"b"`
		C time.Time       `query:"c" check:"min=3"`
		D Level           `json:"d" check:"min=1"`
		E Cents           `json:"e" check:"min=1"`
		F []Cents         `query:"f" check:"min=1"`
		G Flags           `json:"g" check:"len=3"`
		H map[Shape]int   `json:"h"`
		I map[any]int     `json:"i"`
		J map[bool]int    `json:"j"`
		K map[float64]int `json:"k"`
		L Shape           `json:"l"`
		M error           `json:"m"`
		N Hook            `json:"n"`
		O []Shape         `json:"o"`
		P *chan int       `json:"p"`
		Q complex128      `json:"q"`
		R Plain           `query:"r"`
		S any             `query:"s"`
		T map[string]int  `query:"t"`
		U [2]string       `query:"u"`
		V **string        `query:"v"`
		W []*string       `query:"w"`
		X *[]string       `query:"x"`
		Y Flags           `query:"y"`
		Z Optional[int]   `query:"z"`
	}
	WrongMore struct {
		A time.Time     `query:"a" default:"2020"`
		B time.Duration `json:"b" default:"3x"`
		C Level         `json:"c" default:"mid" check:"enum=low|high"`
		D int           `json:"d,string" default:"x"`
		E *int          `json:"e" default:"1" check:"required"`
		F []int         `query:"f" default:"1"`
		G string        `query:"g" check:"format=nope"`
		H int           `query:"h" check:"format=uuid"`
		I string        `query:"i" check:"pattern=("`
		J uint8         `query:"j" check:"max=300"`
		K string        `path:""`
		l string        `query:"l"`
		M []string      `path:"m"`
		N json.Number   `query:"n" check:"min=1"`
		O netip.Addr    `query:"o" check:"format=ipv4"`
		P big.Int       `json:"p" check:"min=1"`
		Q []byte        `query:"q" check:"min=1"`
		R IDs           `query:"r" check:"len=2"`
		S UUID          `query:"s" check:"enum=a|b"`
		T UUID          `query:"t" check:"pattern=^a"`
		U UUID          `query:"u" check:"format=uuid"`
		V Cents         `query:"v" check:"max=10"`
		W Level         `query:"w" check:"pattern=^a,maxlen=2"`
		X Wait          `query:"x" default:"1s"`
		Y Wait          `query:"y" default:"1"`
		Z Decimal       `json:"z" check:"min=1"`
	}
	EmbedsPrivate struct{ base }
	EmbedsPointer struct{ *base }
	EmbedsBase    struct{ *Base }
	EmbedsTwice   struct {
		base
		Base
	}
	EmbedsMethods struct{ withMethods }
	EmbedsString  struct {
		private `json:"private" check:"nope"`
		Level
	}
	EmbedsNamed struct {
		Base `json:"base"`
	}
	EmbedsTime struct {
		time.Time
		Zone string `query:"zone"`
	}
	EmbedsAlias struct {
		Alias
		ID string `path:"id"`
	}
	EmbedsGeneric struct {
		Page[Plain]
		ID string `path:"id"`
	}
	EmbedsInterface struct {
		fmt.Stringer
		ID string `path:"id"`
	}
	EmbedsPrivateNote struct {
		*base2
		ID string `path:"id"`
	}
	base2 struct {
		Note string `json:"note"`
	}
	EmbedsHTTP struct {
		events.APIGatewayProxyRequestContext
		ID string `path:"id"`
	}
	Same struct {
		A string `json:"a" check:"required"`
		B string `json:"a" check:"required"`
	}
	Odd struct {
		_    int
		ß    string
		Ä    string `query:"ae"`
		T_x  string `json:"t_x,omitempty" check:"required"`
		Bad  string `json:"bad" check: "nope"`
		Zero int    `json:"zero,omitzero" check:"min=-3"`
	}
	BodyParam struct {
		Inner struct {
			ID string `path:"id"`
		} `json:"inner"`
	}
	BodyParamList struct {
		Inner []struct {
			Page int `query:"page" check:"nope"`
		} `json:"inner"`
	}
	Money struct {
		Amount   Cents  `json:"amount"`
		Currency string `json:"currency" check:"len=3,pattern=^[A-Z]{3}$"`
	}
	Discriminated struct {
		Kind string          `json:"kind" check:"required,enum=a|b"`
		Data json.RawMessage `json:"data"`
		Tree Tree[Pair[string, Page[Money]]]
	}
)

func C01(ctx context.Context, in Common) (Common, error)                       { return in, nil }
func C02(ctx context.Context, in Wrong) (Wrong, error)                         { return in, nil }
func C03(ctx context.Context, in WrongMore) (WrongMore, error)                 { return in, nil }
func C04(ctx context.Context, in EmbedsPrivate) (EmbedsPrivate, error)         { return in, nil }
func C05(ctx context.Context, in EmbedsPointer) (EmbedsPointer, error)         { return in, nil }
func C06(ctx context.Context, in EmbedsBase) (EmbedsBase, error)               { return in, nil }
func C07(ctx context.Context, in EmbedsTwice) (EmbedsTwice, error)             { return in, nil }
func C08(ctx context.Context, in EmbedsMethods) (EmbedsMethods, error)         { return in, nil }
func C09(ctx context.Context, in EmbedsString) (EmbedsString, error)           { return in, nil }
func C10(ctx context.Context, in EmbedsNamed) (EmbedsNamed, error)             { return in, nil }
func C11(ctx context.Context, in EmbedsTime) (EmbedsTime, error)               { return in, nil }
func C12(ctx context.Context, in EmbedsAlias) (EmbedsAlias, error)             { return in, nil }
func C13(ctx context.Context, in EmbedsGeneric) (EmbedsGeneric, error)         { return in, nil }
func C14(ctx context.Context, in EmbedsInterface) (EmbedsInterface, error)     { return in, nil }
func C15(ctx context.Context, in EmbedsPrivateNote) (EmbedsPrivateNote, error) { return in, nil }
func C16(ctx context.Context, in EmbedsHTTP) (EmbedsHTTP, error)               { return in, nil }
func C17(ctx context.Context, in Same) (Same, error)                           { return in, nil }
func C18(ctx context.Context, in Odd) (Odd, error)                             { return in, nil }
func C19(ctx context.Context, in BodyParam) (BodyParam, error)                 { return in, nil }
func C20(ctx context.Context, in BodyParamList) (BodyParamList, error)         { return in, nil }
func C21(ctx context.Context, in Discriminated) (Discriminated, error)         { return in, nil }
func C22(ctx context.Context, in Node) (Node, error)                           { return in, nil }
func C23(ctx context.Context, in NodePtr) (*NodePtr, error)                    { return &in, nil }
func C24(ctx context.Context, in ItemIn) (ItemIn, error)                       { return in, nil }
func C25(ctx context.Context, in Tree[Plain]) (Tree[Page[Plain]], error) {
	return Tree[Page[Plain]]{}, nil
}
func C26(ctx context.Context, in Page[chan int]) (Page[func()], error) { return Page[func()]{}, nil }
func C27(ctx context.Context, in Pair[string, Optional[Plain]]) (Pair[Level, int], error) {
	return Pair[Level, int]{}, nil
}
func C28(ctx context.Context, in []Plain) ([]chan int, error)            { return nil, nil }
func C29(ctx context.Context, in map[string]Shape) (Shape, error)        { return nil, nil }
func C30(ctx context.Context, in *Plain) (Hook, error)                   { return nil, nil }
func C31(ctx context.Context, in string) (string, error)                 { return in, nil }
func C32(ctx context.Context, in UUID) (UUID, error)                     { return in, nil }
func C33(ctx context.Context, in chan int) (chan int, error)             { return in, nil }
func C34(ctx context.Context, in Optional[Plain]) (map[Shape]int, error) { return nil, nil }
func C35(ctx context.Context, in Mutexed) (*Mutexed, error)              { return nil, nil }
func C36(ctx context.Context, in Plain) (events.SQSEvent, error) {
	return events.SQSEvent{}, nil
}
func C37(ctx context.Context, in http.Cookie) (http.Cookie, error) { return in, nil }
func C38(ctx context.Context, in url.URL) (url.Values, error)      { return nil, nil }
func C39(ctx context.Context, in sql.NullTime) (tls, error)        { return tls{}, nil }
func C40(ctx context.Context, in struct {
	ID string `path:"id"`
	Plain
	Kids []struct{ Bad func() }
}) (struct{ Bad func() }, error) {
	return struct{ Bad func() }{}, nil
}
func C41(ctx context.Context, in struct{}) (struct{}, error)          { return in, nil }
func C42(ctx context.Context, in Loop) (Loop, error)                  { return in, nil }
func C43(ctx context.Context, in http.Request) (http.Response, error) { return http.Response{}, nil }
func C44(ctx context.Context, in **Plain) (**Plain, error)            { return in, nil }

type Loop []Loop

type tls struct {
	Request *http.Request
	Client  http.Client `json:"-"`
	Err     error       `json:"err,omitempty"`
	Big     big.Int     `json:"big"`
	Keys    map[UUID]int
	Cents   map[Cents]int
	Hooks   map[string]Hook
}

func add[I, O any](name string, _ func(context.Context, I) (O, error)) {
	Handlers[name] = [2]reflect.Type{reflect.TypeFor[I](), reflect.TypeFor[O]()}
}

func init() {
	add("C01", C01)
	add("C02", C02)
	add("C03", C03)
	add("C04", C04)
	add("C05", C05)
	add("C06", C06)
	add("C07", C07)
	add("C08", C08)
	add("C09", C09)
	add("C10", C10)
	add("C11", C11)
	add("C12", C12)
	add("C13", C13)
	add("C14", C14)
	add("C15", C15)
	add("C16", C16)
	add("C17", C17)
	add("C18", C18)
	add("C19", C19)
	add("C20", C20)
	add("C21", C21)
	add("C22", C22)
	add("C23", C23)
	add("C24", C24)
	add("C25", C25)
	add("C26", C26)
	add("C27", C27)
	add("C28", C28)
	add("C29", C29)
	add("C30", C30)
	add("C31", C31)
	add("C32", C32)
	add("C33", C33)
	add("C34", C34)
	add("C35", C35)
	add("C36", C36)
	add("C37", C37)
	add("C38", C38)
	add("C39", C39)
	add("C40", C40)
	add("C41", C41)
	add("C42", C42)
	add("C43", C43)
	add("C44", C44)
}
