// A console, and what a tool asks it.

package console_test

import (
	"fmt"
	"io"
	"net/http"

	"github.com/gatehouse-go/gatehouse/local/internal/console"
)

func ExampleStart() {
	c, err := console.Start(console.Config{Folder: "/home/me/shop"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	c.SetSynthProblem("main.go:14:2: undefined: shop")
	for _, token := range []string{"made-up", c.Token()} {
		r, err := http.NewRequest("GET", "http://"+c.Address()+"/api/problems", nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		r.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			fmt.Println(err)
			return
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		fmt.Printf("%d %s %v\n", response.StatusCode, body, err)
	}
	// Output:
	// 401 {"error":"no valid token: open the address that \"gatehouse dev\" prints, or send \"Authorization: Bearer TOKEN\""} <nil>
	// 200 {"synth":[{"text":"main.go:14:2: undefined: shop","place":{"file":"main.go","line":14}}],"build":[],"serving":false,"generation":0} <nil>
}
