// The file: who writes it, who reads it, and when it is stale.

package attach

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Console is where the console of a folder is.
type Console struct {
	Address string `json:"address"` // e.g. "127.0.0.1:41239"
	Token   string `json:"token"`
	PID     int    `json:"pid"` // of the process that serves it
}

// ErrNone is the error of a folder for which no "gatehouse dev" runs.
var ErrNone = errors.New("no \"gatehouse dev\" runs for this folder")

// File is the place of the file for a folder. A folder has one by all of its names.
func File(folder string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	sum := sha256.Sum256([]byte(dir))
	return filepath.Join(cache, "gatehouse", "consoles", hex.EncodeToString(sum[:8])+".json"), nil
}

// Write writes the file: whole or not at all, and readable by the user only.
func Write(file string, c Console) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	fresh, err := os.CreateTemp(filepath.Dir(file), "new-") // of mode 0600
	if err != nil {
		return err
	}
	_, err = fresh.Write(text)
	if err = errors.Join(err, fresh.Close()); err == nil {
		err = os.Rename(fresh.Name(), file)
	}
	if err != nil {
		os.Remove(fresh.Name())
	}
	return err
}

// Remove removes the file if it is still that of this process: a later one may
// have taken its place.
func Remove(file string) {
	if c, err := read(file); err == nil && c.PID == os.Getpid() {
		os.Remove(file)
	}
}

func read(file string) (*Console, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, err
	}
	var c Console
	if err := json.Unmarshal(text, &c); err != nil || c.Address == "" || c.Token == "" {
		return nil, fmt.Errorf("%s is not what \"gatehouse dev\" writes; remove it", file)
	}
	return &c, nil
}

// Find returns the console of the file, once it has answered. If it does not,
// because its process was killed, the file is removed and the error is ErrNone.
func Find(ctx context.Context, file string) (*Console, error) {
	c, err := read(file)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if _, err := c.Ask(ctx, "GET", "/api/connections", nil); err != nil && !answered(err) {
		if now, again := read(file); again == nil && *now == *c { // not one that was started meanwhile
			os.Remove(file)
		}
		return nil, ErrNone
	}
	return c, nil
}
