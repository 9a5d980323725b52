// The race of local servers.

package main

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/gatehouse-go/gatehouse/bench/internal/servers"
)

// localServers are the local servers of all three kinds of APIs.
func localServers(temp string, s sizes) ([]table, error) {
	ours, err := servers.Gatehouse(filepath.Join(temp, "server"))
	if err != nil {
		return nil, err
	}
	all := []*servers.Subject{ours}
	if !s.quick {
		dir := s.peer
		if dir == "" {
			dir = filepath.Join(temp, "peer")
			if err := servers.InstallPeer(dir); err != nil {
				return nil, err
			}
		}
		all = append(all, servers.Peer(dir, 4325))
	}
	loads := table{title: "Local server, requests and messages", header: []string{"API", "server", "1 connection", "20 connections"},
		note: "A Go handler in a process of its own, and a Node handler."}
	weights := table{title: "Local server, start and memory", header: []string{"server", "start", "memory", "memory of functions"}}
	var measured []*servers.Figures
	for _, one := range all {
		f, err := one.Measure(s.starts, s.load, servers.Kinds...)
		if err != nil {
			return nil, err
		}
		measured = append(measured, f)
		workers := "in the server"
		if f.Workers > 0 {
			workers = fmt.Sprintf("%d processes with %d MB at most", f.Workers, f.Worker>>20)
		}
		weights.add(one.Name, f.Start.Round(time.Millisecond).String(), fmt.Sprintf("%d MB", f.Server>>20), workers)
	}
	for _, kind := range servers.Kinds {
		for i, one := range all {
			if err := measured[i].Failed[kind]; err != nil {
				loads.add(string(kind), one.Name, "failed", err.Error())
				continue
			}
			l := measured[i].Loads[kind]
			loads.add(string(kind), one.Name, l.One.String(), l.Twenty.String())
		}
	}
	return []table{loads, weights}, nil
}
