// Package osservice installs the server as a service of the user, which starts with the session: a unit of systemd on Linux, an agent of launchd
// on macOS. It changes no file that it did not write.
package osservice

import (
	"bytes"
	"context"
	_ "embed" // the unit files
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

//go:embed units/htmlgraph.service
var systemdUnit string

//go:embed units/com.htmlgraph.htmlgraph.plist
var launchdAgent string

// mark is in each file that was installed.
const mark = "Installed by `htmlgraph service install`"

// label is the name of the agent of launchd.
const label = "com.htmlgraph.htmlgraph"

// Service is the service of one user.
type Service struct {
	// System is that of the Go runtime: linux, darwin or windows.
	System string
	// Home is the home folder of the user, Config the folder of settings.
	Home, Config string
	// User is the number of the user, for launchd.
	User int
	// Command is the program with its arguments, by its whole path.
	Command []string
	// Run runs a command of the system and returns what it printed.
	Run func(ctx context.Context, name string, args ...string) (string, error)
}

// ErrForeign is the error of a file that something else has written.
var ErrForeign = errors.New("it was not installed by htmlgraph")

// manual says what to do on a system without such services.
func (s Service) manual() error {
	return fmt.Errorf("there are no services of users on %s that htmlgraph can install. To start the server when you log in, run once:\n  %s", s.System,
		`schtasks /Create /TN HtmlGraph /SC ONLOGON /TR "`+strings.Join(quoted(s.Command, `\"`), " ")+`"`)
}

func quoted(words []string, quote string) []string {
	var all []string
	for _, word := range words {
		if strings.ContainsAny(word, ` \`) {
			word = quote + word + quote
		}
		all = append(all, word)
	}
	return all
}

// File returns the path and the text of the unit file.
func (s Service) File() (path, text string, err error) {
	switch s.System {
	case "linux":
		return filepath.Join(s.Config, "systemd", "user", "htmlgraph.service"), strings.ReplaceAll(systemdUnit, "@COMMAND@", systemdCommand(s.Command)), nil
	case "darwin":
		log := filepath.Join(s.Home, "Library", "Logs", "htmlgraph.log")
		text := strings.NewReplacer("@COMMAND@", launchdCommand(s.Command), "@LOG@", escaped(log)).Replace(launchdAgent)
		return filepath.Join(s.Home, "Library", "LaunchAgents", label+".plist"), text, nil
	default:
		return "", "", s.manual()
	}
}

// systemdCommand quotes words, in which systemd would otherwise replace % and $, and read escapes.
func systemdCommand(words []string) string {
	var all []string
	for _, word := range words {
		all = append(all, `"`+strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%", "$", "$$", "\n", `\n`).Replace(word)+`"`)
	}
	return strings.Join(all, " ")
}

func launchdCommand(words []string) string {
	var lines []string
	for _, word := range words {
		lines = append(lines, "    <string>"+escaped(word)+"</string>")
	}
	return strings.Join(lines, "\n")
}

func escaped(text string) string {
	var out bytes.Buffer
	xml.EscapeText(&out, []byte(text)) //nolint:errcheck // a buffer takes everything
	return out.String()
}

// commands returns the commands of the system that start and stop the service.
func (s Service) commands(path string) (start, stop [][]string) {
	if s.System == "darwin" {
		domain := fmt.Sprintf("gui/%d", s.User)
		return [][]string{{"launchctl", "bootstrap", domain, path}}, [][]string{{"launchctl", "bootout", domain + "/" + label}}
	}
	return [][]string{{"systemctl", "--user", "daemon-reload"}, {"systemctl", "--user", "enable", "htmlgraph.service"}, {"systemctl", "--user", "restart", "htmlgraph.service"}},
		[][]string{{"systemctl", "--user", "disable", "--now", "htmlgraph.service"}}
}

// Plan returns what Install does: the file, its text, and the commands that follow.
func (s Service) Plan() (path, text string, commands []string, err error) {
	path, text, err = s.File()
	if err != nil {
		return "", "", nil, err
	}
	start, _ := s.commands(path)
	for _, command := range start {
		commands = append(commands, strings.Join(command, " "))
	}
	return path, text, commands, nil
}

// Install writes the unit file, and starts the service. An older file of htmlgraph is replaced.
func (s Service) Install(ctx context.Context) (path string, err error) {
	path, text, err := s.File()
	if err != nil {
		return "", err
	}
	isThere, err := s.own(path)
	if err != nil {
		return path, err
	}
	start, stop := s.commands(path)
	if isThere && s.System == "darwin" { // launchd does not read an agent again that it knows
		s.runAll(ctx, stop) //nolint:errcheck // it may not be running
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // as the systems create these folders
		return path, err
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // it contains no secret
		return path, err
	}
	return path, s.runAll(ctx, start)
}

// Uninstall stops the service, and removes its file. Without the file it does nothing and returns fs.ErrNotExist.
func (s Service) Uninstall(ctx context.Context) (path string, err error) {
	path, _, err = s.File()
	if err != nil {
		return "", err
	}
	isThere, err := s.own(path)
	if err != nil {
		return path, err
	}
	if !isThere {
		return path, fs.ErrNotExist
	}
	_, stop := s.commands(path)
	stopped := s.runAll(ctx, stop)
	if err := os.Remove(path); err != nil {
		return path, err
	}
	if s.System == "linux" && stopped == nil {
		_, stopped = s.Run(ctx, "systemctl", "--user", "daemon-reload")
	}
	return path, stopped
}

// Status is what is known of the service of a user.
type Status struct {
	// Path is the installed file, "" if no service is installed.
	Path string
	// State is the word of the system: "active" or "inactive" for systemd, "loaded" or "not loaded" for launchd.
	State   string
	Running bool
}

// Status asks the system for the state of the service.
func (s Service) Status(ctx context.Context) (Status, error) {
	path, _, err := s.File()
	if err != nil {
		return Status{}, err
	}
	isThere, err := s.own(path)
	if err != nil || !isThere {
		return Status{}, err
	}
	if s.System == "darwin" {
		_, err := s.Run(ctx, "launchctl", "print", fmt.Sprintf("gui/%d/%s", s.User, label))
		if err != nil {
			return Status{Path: path, State: "not loaded"}, nil //nolint:nilerr // the command fails for a service that is not loaded
		}
		return Status{Path: path, State: "loaded", Running: true}, nil
	}
	output, err := s.Run(ctx, "systemctl", "--user", "is-active", "htmlgraph.service")
	state := strings.TrimSpace(output)
	running := err == nil && state == "active"
	if state != "" { // the command fails for a service that is not active
		err = nil
	}
	return Status{Path: path, State: state, Running: running}, err
}

// own reports whether the file is there. It returns an error for a file of something else.
func (s Service) own(path string) (bool, error) {
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !bytes.Contains(text, []byte(mark)):
		return false, fmt.Errorf("%s: %w; move it away first", path, ErrForeign)
	}
	return true, nil
}

func (s Service) runAll(ctx context.Context, commands [][]string) error {
	for _, command := range commands {
		if output, err := s.Run(ctx, command[0], command[1:]...); err != nil {
			return fmt.Errorf("%s: %w: %s", strings.Join(command, " "), err, strings.TrimSpace(output))
		}
	}
	return nil
}
