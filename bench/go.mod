module github.com/gatehouse-go/gatehouse/bench

go 1.26

require (
	github.com/akrylysov/algnhsa v1.1.0
	github.com/aquasecurity/lmdrouter v0.4.4
	github.com/aws/aws-lambda-go v1.55.1
	github.com/awslabs/aws-lambda-go-api-proxy v0.16.2
	github.com/gatehouse-go/gatehouse v0.0.0
	github.com/go-chi/chi/v5 v5.2.3
)

replace github.com/gatehouse-go/gatehouse => ../
