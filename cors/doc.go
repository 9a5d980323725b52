// Package cors holds a CORS policy: plain data that synthesis, the Lambda
// function and the local server share.
package cors
