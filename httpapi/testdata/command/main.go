// Command is a package main, which can't be imported.
package main

import "net/http"

func Check(w http.ResponseWriter, r *http.Request) {}

func main() {}
