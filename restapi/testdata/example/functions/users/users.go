// Package users answers for users.
package users

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

// User is a user.
type User struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// NewUser is the body of POST /users.
type NewUser struct {
	Name string `json:"name" check:"required,maxlen=80"`
}

func Index(ctx context.Context, req *router.Request) (any, error) {
	return []User{{ID: "1", Name: "Ada"}}, nil
}

func Get(ctx context.Context, req *router.Request) (any, error) {
	return User{ID: req.Param("id"), Name: "Ada"}, nil
}

func Create(ctx context.Context, in NewUser) (User, error) {
	return User{ID: "2", Name: in.Name}, nil
}
