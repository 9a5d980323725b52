// What one request costs.

package local_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

func BenchmarkRequest(b *testing.B) {
	base, _, _ := serve(b, template(nil, map[string]object{"GET /hello/{name}": nil}, nil), func(c *local.Config) { c.Log = nil })
	requests(b, base+"/hello/world"+do("json", `{"statusCode":200,"body":"x"}`))
}

func BenchmarkRequestREST(b *testing.B) {
	app := restApp(nil, nil, map[string]object{"GET /hello/{name}": nil, "GET /mock": mockMethod("x")}, nil)
	_, srv, _ := serve(b, app, func(c *local.Config) { c.Log = nil })
	requests(b, srv.URL("S/Api")+"/v1/hello/world"+do("json", `{"statusCode":200,"body":"x"}`))
}

func requests(b *testing.B, url string) {
	for name, parallel := range map[string]bool{"1": false, "20": true} {
		b.Run(name, func(b *testing.B) {
			client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 20}}
			defer client.CloseIdleConnections()
			one := func() {
				r, err := client.Get(url)
				if err != nil {
					b.Error(err)
					return
				}
				io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
			if !parallel {
				for b.Loop() {
					one()
				}
				return
			}
			b.SetParallelism(10)
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					one()
				}
			})
		})
	}
}
