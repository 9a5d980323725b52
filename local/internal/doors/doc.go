// Package doors is where requests come in: a port for each API and each custom
// domain, and the way from a custom domain to a gateway.
//
//	d := doors.New(doors.Config{Host: "127.0.0.1", Port: 3000})
//	err := d.Open([]string{"Todo/Api"})
//	d.Lead(map[string]gateway.Gateway{"Todo/Api": g}, nil)
//	fmt.Println(d.URL("Todo/Api"))
//	d.Close()
package doors
