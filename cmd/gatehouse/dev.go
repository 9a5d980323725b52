// gatehouse dev: synthesise, serve, follow.

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/gatehouse-go/gatehouse/local"
)

type devCommand struct {
	AppDir   string            `help:"Folder of the app's cdk.json." default:"." placeholder:"DIR"`
	Assembly string            `help:"Serve this cloud assembly as it is; don't synthesise, don't follow sources." placeholder:"DIR"`
	Port     int               `help:"Port of the first API; the others follow it. 0 takes free ones." default:"3000"`
	Host     string            `help:"Address to listen on." default:"127.0.0.1"`
	HostName []string          `help:"Further names by which requests may call, e.g. a tunnel's." placeholder:"NAME"`
	Env      map[string]string `help:"Environment variables for all functions." placeholder:"NAME=VALUE"`
	Issuer   bool              `help:"Take tokens of \"gatehouse token\" instead of the issuers' own."`
	Workers  int               `help:"Most processes of one function." default:"10"`
	NoWatch  bool              `help:"Don't follow the sources."`
	Open     bool              `help:"Open the console in the browser." xor:"console"`

	ConsolePort int  `help:"Port of the console. 0 takes a free one." default:"0"`
	NoConsole   bool `help:"Have no console, and record no traces." xor:"console"`

	// shown is told of the console once the first synth has ended; nil tells nobody.
	shown func(*local.Console)

	Quiet bool `help:"Print problems only." xor:"output"`
	JSON  bool `help:"Print JSON lines: routes first, then requests and logs." name:"json" xor:"output"`
}

// dev is a running "gatehouse dev".
type dev struct {
	*devCommand
	con         *console
	log         *slog.Logger
	project     *project          // nil with --assembly
	watcher     *fsnotify.Watcher // of its files; nil with --no-watch
	temp        string            // assemblies and rebuilt functions
	synths      int
	current     string // folder of the assembly that's served
	server      *local.Server
	session     *session
	sessionFile string         // with --issuer
	web         *local.Console // nil with --no-console
	webSaid     bool           // its address has been printed
	webFile     string         // by which tools find it
	builds      int
	built       map[string]string // folder of what rebuild has built last, by function
}

func (c *devCommand) Run(con *console) error {
	if err := c.check(); err != nil {
		return err
	}
	d := &dev{devCommand: c, con: con, built: map[string]string{}}
	level := slog.LevelInfo
	if c.Quiet {
		level = slog.LevelWarn
	}
	d.log = slog.New(newLineHandler(con.stdout, level))
	if c.JSON {
		d.log = slog.New(slog.NewJSONHandler(jsonWriter{con.stdout}, nil))
	}
	temp, err := os.MkdirTemp("", "gatehouse-dev-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	d.temp = temp
	defer func() {
		if d.server != nil {
			d.server.Close()
		}
		if d.watcher != nil {
			d.watcher.Close()
		}
		d.endConsole()
	}()
	if c.Issuer {
		if d.session, err = newSession(); err != nil {
			return err
		}
		if d.sessionFile, err = sessionFile(cmp.Or(c.Assembly, c.AppDir)); err != nil {
			return err
		}
		defer os.Remove(d.sessionFile)
	}
	if err := d.startConsole(); err != nil {
		return err
	}
	dir, err := d.first()
	if err == nil {
		err = d.serve(dir)
	}
	if _, broken := errors.AsType[*synthError](err); broken && !c.NoWatch {
		d.failed(err, (*local.Console).SetSynthProblem) // the fix is a change like any other
		d.announceConsole()
	} else if err != nil {
		return err
	}
	if d.project == nil || c.NoWatch {
		<-con.ctx.Done()
		return nil
	}
	return d.follow(con.ctx)
}

// first gets the first assembly.
func (d *dev) first() (dir string, err error) {
	if d.Assembly != "" {
		return d.Assembly, nil
	}
	if d.project, err = openProject(d.AppDir); err != nil {
		return "", err
	}
	if !d.NoWatch { // from before the synth on: a change meanwhile is one to follow
		if d.watcher, err = fsnotify.NewWatcher(); err != nil {
			return "", err
		}
		d.watchTree(d.watcher, d.project.dir)
	}
	d.log.Info("synthesising " + d.project.app)
	return d.synth(d.con.ctx)
}

// synth synthesises into a folder of its own: what's being served stays as it is.
func (d *dev) synth(ctx context.Context) (dir string, err error) {
	d.synths++
	dir = filepath.Join(d.temp, "assembly-"+strconv.Itoa(d.synths))
	return dir, d.project.synth(ctx, dir, buildContext())
}

// serve starts the server, or lets it go on with another assembly, and says
// what is served.
func (d *dev) serve(dir string) (err error) {
	if d.server != nil {
		err = d.server.Reload(dir)
	} else {
		err = d.start(dir)
	}
	if err != nil {
		return err
	}
	d.current = dir
	if d.Issuer {
		if err := d.session.save(d.sessionFile, d.server.APIs()); err != nil {
			d.log.Warn("\"gatehouse token\" won't work: " + err.Error())
		}
	}
	d.announce()
	return nil
}

func (d *dev) start(dir string) (err error) {
	cfg := local.Config{
		Assembly: dir, Project: d.AppDir, Host: d.Host, Port: d.Port, Hosts: d.HostName, Environment: d.Env, Workers: d.Workers, Log: d.log,
		Console: d.web,
	}
	if d.NoConsole {
		cfg.TraceBytes = -1 // nobody could see them
	}
	if d.Issuer {
		cfg.Keys = d.session.public()
	}
	// The server is closed by hand, after the last word has been said.
	d.server, err = local.Start(context.WithoutCancel(d.con.ctx), cfg)
	if err != nil && d.Port != 0 && strings.Contains(err.Error(), "address already in use") {
		return otherPort(err)
	}
	return err
}

// announce says what is served.
func (d *dev) announce() {
	apis := d.server.APIs()
	relativeHandlers(d.AppDir, apis)
	switch {
	case d.JSON:
		d.log.Info("serving", slog.Any("apis", apis))
	case !d.Quiet:
		printTable(d.con.stdout, apis)
		for _, f := range d.server.Fronts() {
			fmt.Fprintln(d.con.stdout, printable(strings.TrimRight("\n"+f.Path+"  "+f.URL+"  "+strings.Join(f.Names, ", "), " ")))
		}
	}
	if d.Issuer {
		d.log.Warn("tokens are those of \"gatehouse token\", not the issuers' own")
	}
	d.announceConsole()
}

// resynth synthesises the app again; on failure the old one keeps serving.
func (d *dev) resynth(ctx context.Context) {
	begin, before := time.Now(), d.current
	project, err := openProject(d.AppDir) // cdk.json may be what has changed
	if err != nil {
		d.failed(err, (*local.Console).SetSynthProblem)
		return
	}
	d.project = project
	dir, err := d.synth(ctx)
	if err == nil && ctx.Err() == nil {
		err = d.serve(dir)
	}
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		d.failed(err, (*local.Console).SetSynthProblem)
	} else {
		d.solved()
	}
	if d.current != dir {
		os.RemoveAll(dir)
		return
	}
	if before != "" {
		d.retire(before)
	}
	for _, built := range d.built {
		d.retire(built) // the new assembly has functions of its own
	}
	clear(d.built)
	d.log.Info(fmt.Sprintf("synthesised again in %v", round(time.Since(begin))))
}

// retire removes a folder that was served once its last requests must have ended.
func (d *dev) retire(dir string) {
	time.AfterFunc(time.Minute, func() { os.RemoveAll(dir) })
}

// What is said below a problem, so that it is in sight when that is long.
const (
	servedOn = "the old version keeps serving"
	waiting  = "nothing is served yet: waiting for a change"
)

// failed says that a synth or a build has failed, also in the console.
func (d *dev) failed(err error, show func(*local.Console, string)) {
	if d.web != nil {
		show(d.web, err.Error())
	}
	message := waiting
	if d.server != nil {
		message = servedOn
	}
	d.log.Error(message, slog.String("problem", err.Error()))
}
