module github.com/gatehouse-go/gatehouse

go 1.26

require (
	github.com/rogpeppe/go-internal v1.16.0
	golang.org/x/mod v0.36.0
)
