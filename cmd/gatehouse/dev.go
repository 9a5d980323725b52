package main

// gatehouse dev: synthesise, serve, follow.

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/synth/gobuild"
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
	Quiet    bool              `help:"Print problems only." xor:"output"`
	JSON     bool              `help:"Print JSON lines: routes first, then requests and logs." name:"json" xor:"output"`
}

// dev is a running "gatehouse dev".
type dev struct {
	*devCommand
	con     *console
	log     *slog.Logger
	project *project // nil with --assembly
	temp    string   // assemblies and rebuilt functions
	synths  int
	current string // folder of the assembly that's served
	server  *local.Server
	session *session
	builds  int
	built   map[string]string // folder of what rebuild has built last, by function
}

func (c *devCommand) Run(con *console) error {
	d := &dev{devCommand: c, con: con, built: map[string]string{}}
	level := slog.LevelInfo
	if c.Quiet {
		level = slog.LevelWarn
	}
	d.log = slog.New(newLineHandler(con.stdout, level))
	if c.JSON {
		d.log = slog.New(slog.NewJSONHandler(con.stdout, nil))
	}
	temp, err := os.MkdirTemp("", "gatehouse-dev-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	d.temp = temp
	if err := d.first(); err != nil {
		return err
	}
	if err := d.serve(); err != nil {
		return err
	}
	defer d.server.Close()
	if c.Issuer {
		file, err := sessionFile(c.AppDir)
		if err != nil {
			return err
		}
		if err := d.session.save(file, d.server.APIs()); err != nil {
			return err
		}
		defer os.Remove(file)
	}
	d.announce()
	if d.project == nil || c.NoWatch {
		<-con.ctx.Done()
		return nil
	}
	return d.follow(con.ctx)
}

// first gets the first assembly.
func (d *dev) first() (err error) {
	if d.Assembly != "" {
		d.current = d.Assembly
		return nil
	}
	if d.project, err = openProject(d.AppDir); err != nil {
		return err
	}
	d.log.Info("synthesising " + d.project.app)
	d.current, err = d.synth(d.con.ctx)
	return err
}

// synth synthesises into a folder of its own: what's being served stays as it is.
func (d *dev) synth(ctx context.Context) (dir string, err error) {
	d.synths++
	dir = filepath.Join(d.temp, "assembly-"+strconv.Itoa(d.synths))
	return dir, d.project.synth(ctx, dir, buildContext())
}

func (d *dev) serve() (err error) {
	cfg := local.Config{
		Assembly: d.current, Host: d.Host, Port: d.Port, Hosts: d.HostName, Environment: d.Env, Workers: d.Workers, Log: d.log,
	}
	if d.Issuer {
		if d.session, err = newSession(); err != nil {
			return err
		}
		cfg.Keys = d.session.public()
	}
	// The server is closed by hand, after the last word has been said.
	d.server, err = local.Start(context.WithoutCancel(d.con.ctx), cfg)
	if err != nil && d.Port != 0 && strings.Contains(err.Error(), "address already in use") {
		return fmt.Errorf("%w\nchoose another port with --port, or any free one with --port=0", err)
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
	}
	if d.Issuer {
		d.log.Warn("tokens are those of \"gatehouse token\", not the issuers' own")
	}
}

// resynth synthesises the app again; on failure the old one is served on.
func (d *dev) resynth(ctx context.Context) {
	begin := time.Now()
	dir, err := d.synth(ctx)
	if err == nil {
		err = d.server.Reload(dir)
	}
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		os.RemoveAll(dir)
		d.failed(err)
		return
	}
	d.retire(d.current)
	for _, built := range d.built {
		d.retire(built) // the new assembly has functions of its own
	}
	clear(d.built)
	d.current = dir
	if d.Issuer {
		if file, err := sessionFile(d.AppDir); err == nil {
			err = d.session.save(file, d.server.APIs())
			if err != nil {
				d.log.Warn("tokens: " + err.Error())
			}
		}
	}
	d.log.Info(fmt.Sprintf("synthesised again in %v", round(time.Since(begin))))
	d.announce()
}

// retire removes a folder that was served once its last requests must have ended.
func (d *dev) retire(dir string) {
	time.AfterFunc(time.Minute, func() { os.RemoveAll(dir) })
}

// rebuild builds functions again and swaps them in. It is false when their
// packages compile but the functions don't: then only a synth can tell what
// has changed between the two.
func (d *dev) rebuild(ctx context.Context, functions []gobuild.RecipeFunction) (ok bool) {
	begin := time.Now()
	mains := make([]gobuild.Main, len(functions))
	for i, f := range functions {
		mains[i] = f.Main
	}
	dirs, err := gobuild.Build(ctx, mains)
	if ctx.Err() != nil {
		return true
	}
	if err != nil {
		if packagesBuild(ctx, functions) {
			return false
		}
		d.failed(err)
		return true
	}
	for i, f := range functions {
		d.builds++
		// The build's own folder is built into again; this version stays as it is.
		dir := filepath.Join(d.temp, "build-"+strconv.Itoa(d.builds))
		if err := os.CopyFS(dir, os.DirFS(dirs[i])); err != nil {
			d.failed(err)
			return true
		}
		if err := d.server.Swap(f.Path, dir); err != nil {
			d.failed(err)
			return true
		}
		if old := d.built[f.Path]; old != "" {
			d.retire(old) // a program is large, and a day has many changes
		}
		d.built[f.Path] = dir
		d.log.Info(fmt.Sprintf("rebuilt %s in %v", f.Path, round(time.Since(begin))))
	}
	return true
}

func (d *dev) failed(err error) {
	d.log.Error("the old version is served on", slog.String("problem", err.Error()))
}
