// Command function answers as the peer's handlers do, as a function that
// Gatehouse builds; for the soak it also fails, leaves and hangs when its
// parameter says so.
package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/router"
)

func main() {
	r := router.New(router.Config{ReturnErrors: true})
	r.Get("/hello/{name}", func(_ context.Context, req *router.Request) (any, error) {
		name := req.Param("name")
		switch verb, _, _ := strings.Cut(name, "-"); verb {
		case "fail":
			return nil, errors.New("as asked")
		case "exit":
			os.Exit(3)
		case "hang":
			time.Sleep(time.Minute)
		}
		return map[string]string{"hello": name}, nil
	})
	r.Message("$default", func(_ context.Context, req *router.Request) (any, error) {
		var message struct{ Name string }
		err := req.JSON(&message)
		return map[string]string{"hello": message.Name}, err
	})
	router.Start(r)
}
