// Package otlp takes the spans that functions export, by OTLP over HTTP in
// protobuf or JSON, and hands them to the traces of the requests that they belong
// to. Metrics and logs are taken and dropped.
//
//	r, err := otlp.Listen(traces)
//	environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = r.Endpoint("Todo/Api/Function")
//	defer r.Close()
package otlp
