// Package monitor watches APIs and functions with CloudWatch: a dashboard, and
// alarms that tell a topic.
//
//	api := httpapi.New(stack, "Api", nil)
//	api.Route("GET /todos", "functions/todos.List")
//
//	topic := awssns.NewTopic(stack, jsii.String("Alarms"), nil)
//	monitor.New(stack, "Monitor", &monitor.Props{
//		APIs:  []monitor.API{api},
//		Topic: topic,
//	})
//
// Each stage of each API gets graphs of its traffic, its rates of 4xx and 5xx,
// and its latency; the functions behind the routes and authorizers get graphs of
// their errors, durations, throttles and concurrency. The alarms watch rates,
// and only while there is some traffic, so one request that fails at night wakes
// nobody; [Alarms] says when each goes off, and changes it.
//
// What single routes do is counted only if the stage has detailed metrics, which
// cost extra: PerRoute switches them on.
package monitor
