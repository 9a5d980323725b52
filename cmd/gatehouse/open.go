// The console of "gatehouse dev", and the browser that shows it.

package main

import (
	"log/slog"
	"os"
	"os/exec"
	"runtime"

	"github.com/gatehouse-go/gatehouse/cmd/gatehouse/internal/attach"
	"github.com/gatehouse-go/gatehouse/local"
)

// startConsole opens the console: before the first synth, so that it shows what
// is wrong with that.
func (d *dev) startConsole() (err error) {
	if d.NoConsole {
		return nil
	}
	cfg := local.ConsoleConfig{Port: d.ConsolePort, Project: d.folder(), Log: d.log}
	if d.session != nil {
		cfg.Key = &d.session.Key
	}
	if d.web, err = local.StartConsole(cfg); err != nil {
		return err
	}
	// Tools of this folder find the console by a file.
	if d.webFile, err = attach.File(d.folder()); err == nil {
		err = attach.Write(d.webFile, attach.Console{Address: d.web.Address(), Token: d.web.Token(), PID: os.Getpid()})
	}
	if err != nil {
		d.log.Warn("\"gatehouse mcp\" won't find this server: " + err.Error())
	}
	return nil
}

// endConsole closes the console.
func (d *dev) endConsole() {
	if d.web == nil {
		return
	}
	attach.Remove(d.webFile)
	d.web.Close()
}

// folder is what the app is known by: its own, or that of its assembly.
func (c *devCommand) folder() string {
	if c.Assembly != "" {
		return c.Assembly
	}
	return c.AppDir
}

// announceConsole says where the console is, and shows it if that is asked for.
func (d *dev) announceConsole() {
	if d.web == nil || d.webSaid {
		return
	}
	d.webSaid = true
	if d.devCommand.shown != nil {
		d.devCommand.shown(d.web)
	}
	if d.JSON {
		d.log.Info("console", slog.String("url", d.web.URL()))
	} else {
		d.log.Info("console " + d.web.URL())
	}
	if !d.Open {
		return
	}
	if err := browse(d.web.URL()); err != nil {
		d.log.Warn("no browser could be opened: " + err.Error())
	}
}

// solved says that an app has synthesised, and its functions with it.
func (d *dev) solved() {
	if d.web != nil {
		d.web.SetSynthProblem("")
		d.web.SetBuildProblem("")
	}
}

// browse opens an address in the user's browser; a variable for tests.
var browse = func(url string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "darwin":
		cmd = exec.Command("open", url)
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	default:
		cmd = exec.Command("xdg-open", url)
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait()
	return nil
}
