// Package cdkversion names the versions of the CDK that the project works with.
//
// go.mod requires the oldest, since Go takes the highest version that any module
// asks for: so nobody is forced higher. New applications are given the newest.
// The continuous integration runs on both.
package cdkversion

const (
	Oldest = "v2.260.0"
	Newest = "v2.277.0"
)
