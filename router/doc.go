// Package router runs inside a Lambda function: it takes the event of API
// Gateway, an Application Load Balancer, a function URL or VPC Lattice, finds
// the route, calls its handler, and shapes the answer for whoever asked.
//
// The shortest useful program:
//
//	package main
//
//	import (
//		"context"
//
//		"github.com/gatehouse-go/gatehouse/router"
//	)
//
//	func main() {
//		r := router.New(router.Config{})
//		r.Get("/hello/{name}", func(ctx context.Context, req *router.Request) (any, error) {
//			return map[string]string{"hello": req.Param("name")}, nil
//		})
//		router.Start(r)
//	}
package router
