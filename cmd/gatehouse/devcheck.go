// What is wrong with the flags of "gatehouse dev", found before a synth takes
// its time.

package main

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// check returns what is wrong with the flags, all at once, a port that is taken
// among it.
func (c *devCommand) check() error {
	var problems []error
	if c.Port < 0 || c.Port > 65535 {
		problems = append(problems, fmt.Errorf("--port=%d: ports are 1 to 65535, and 0 takes a free one", c.Port))
	}
	if c.ConsolePort < 0 || c.ConsolePort > 65535 {
		problems = append(problems, fmt.Errorf("--console-port=%d: ports are 1 to 65535, and 0 takes a free one", c.ConsolePort))
	}
	if c.Workers < 1 {
		problems = append(problems, fmt.Errorf("--workers=%d: a function needs at least 1 process", c.Workers))
	}
	for _, name := range slices.Sorted(maps.Keys(c.Env)) {
		if name == "" || strings.ContainsAny(name+c.Env[name], "\x00") {
			problems = append(problems, fmt.Errorf("--env=%q: no name of an environment variable; write NAME=VALUE", name+"="+c.Env[name]))
		}
	}
	if len(problems) > 0 || c.Port == 0 {
		return errors.Join(problems...)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(c.Host, strconv.Itoa(c.Port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		return otherPort(err)
	}
	if err == nil {
		listener.Close()
	}
	return nil // what else is wrong with the address, the server says
}

// otherPort says what helps if a port is taken.
func otherPort(err error) error {
	return fmt.Errorf("%w\nchoose another port with --port, or any free one with --port=0", err)
}
