// Package trace keeps what the gateways decided about requests, connections and
// messages: for each a tree of steps with times, outcomes and the values that
// decided.
//
//	traces := trace.NewRecorder(0)
//	rec := traces.Begin("JKJaXmPLvHcESHA=", trace.Request, time.Now())
//	rec.Asked("GET", r.Host, "/todos/7", r.Header)
//	step := rec.Step(trace.Authorizer, "login")
//	step.With("issuer", issuer).Refuse("the token has expired")
//	rec.Answered(401, w.Header(), body, 0)
//	rec.Finish("the token has expired")
//	for _, s := range traces.List(trace.Query{}) { ... }
//
// Recording costs little: values are kept as they are, and made text when somebody
// looks. So what is given to a recording must not change afterwards. A nil
// Recorder, a nil Recording and the zero Step record nothing.
//
// What is shown has no secrets: see [Recorder.Get]. What [Recorder.Raw] returns
// has them, for sending a request again.
package trace
