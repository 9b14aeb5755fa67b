package osservice_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/osservice"
)

// system keeps what a service runs, and responds to it.
type system struct {
	ran    []string
	output string
	err    error
}

func newService(t *testing.T, name string) (osservice.Service, *system) {
	t.Helper()
	home, s := t.TempDir(), &system{}
	return osservice.Service{
		System: name, Home: home, Config: filepath.Join(home, ".config"), User: 501, Command: []string{"/opt/my apps/htmlgraph", "serve", `--db=50% "of" $x & <y>\`},
		Run: func(_ context.Context, name string, args ...string) (string, error) {
			s.ran = append(s.ran, strings.Join(append([]string{name}, args...), " "))
			return s.output, s.err
		},
	}, s
}

func TestAServiceIsInstalledAndRemoved(t *testing.T) {
	for name, test := range map[string]struct {
		file, command, running, state string
		start, stop                   []string
	}{
		"linux": {
			".config/systemd/user/htmlgraph.service", `ExecStart="/opt/my apps/htmlgraph" "serve" "--db=50%% \"of\" $$x & <y>\\"`, "active\n", "active",
			[]string{"systemctl --user daemon-reload", "systemctl --user enable htmlgraph.service", "systemctl --user restart htmlgraph.service"},
			[]string{"systemctl --user disable --now htmlgraph.service", "systemctl --user daemon-reload"},
		},
		"darwin": {
			"Library/LaunchAgents/com.htmlgraph.htmlgraph.plist", `<string>--db=50% &#34;of&#34; $x &amp; &lt;y&gt;\</string>`, "", "loaded",
			nil, []string{"launchctl bootout gui/501/com.htmlgraph.htmlgraph"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			service, system := newService(t, name)
			want := filepath.Join(service.Home, test.file)
			if test.start == nil {
				test.start = []string{"launchctl bootstrap gui/501 " + want}
			}
			if status, err := service.Status(t.Context()); status != (osservice.Status{}) || err != nil {
				t.Errorf("%+v is installed, %v", status, err)
			}
			path, err := service.Install(t.Context())
			if err != nil || path != want || !slices.Equal(system.ran, test.start) {
				t.Fatalf("%s, %v, ran %q", path, err, system.ran)
			}
			text, err := os.ReadFile(path)
			if err != nil || !strings.Contains(string(text), test.command) || strings.Contains(string(text), "@") {
				t.Errorf("%v: %s", err, text)
			}
			system.output = test.running
			if status, err := service.Status(t.Context()); status != (osservice.Status{Path: want, State: test.state, Running: true}) || err != nil {
				t.Errorf("status %+v, %v", status, err)
			}
			system.ran = nil
			if _, err := service.Uninstall(t.Context()); err != nil || !slices.Equal(system.ran, test.stop) {
				t.Errorf("%v, ran %q", err, system.ran)
			}
			if _, err := service.Uninstall(t.Context()); !errors.Is(err, fs.ErrNotExist) {
				t.Error(err)
			}
		})
	}
}

func TestAFileOfSomethingElseIsLeftAlone(t *testing.T) {
	service, system := newService(t, "linux")
	path, _, err := service.File()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("[Unit]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, install := service.Install(t.Context())
	_, uninstall := service.Uninstall(t.Context())
	_, status := service.Status(t.Context())
	for _, err := range []error{install, uninstall, status} {
		if !errors.Is(err, osservice.ErrForeign) {
			t.Error(err)
		}
	}
	if text, err := os.ReadFile(path); string(text) != "[Unit]\n" || err != nil || len(system.ran) > 0 {
		t.Errorf("%s, %v, ran %q", text, err, system.ran)
	}
}

func TestAStoppedServiceDoesNotRun(t *testing.T) {
	for system, test := range map[string]struct{ output, state string }{
		"linux":  {"inactive\n", "inactive"},
		"darwin": {"Could not find service", "not loaded"},
	} {
		t.Run(system, func(t *testing.T) {
			service, answers := newService(t, system)
			path, err := service.Install(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			answers.output, answers.err = test.output, errors.New("exit status 3")
			if status, err := service.Status(t.Context()); status != (osservice.Status{Path: path, State: test.state}) || err != nil {
				t.Errorf("status %+v, %v", status, err)
			}
		})
	}
}

func TestAnOlderServiceIsReplaced(t *testing.T) {
	service, system := newService(t, "darwin")
	for range 2 {
		system.ran = nil
		if _, err := service.Install(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(system.ran) != 2 || !strings.HasPrefix(system.ran[0], "launchctl bootout") {
		t.Errorf("ran %q", system.ran)
	}
}

func TestAFailureOfTheSystemIsReported(t *testing.T) {
	service, system := newService(t, "linux")
	system.output, system.err = "Failed to connect to bus\n", errors.New("exit status 1")
	if _, err := service.Install(t.Context()); err == nil || !strings.Contains(err.Error(), "systemctl --user daemon-reload: exit status 1: Failed to connect to bus") {
		t.Error(err)
	}
}

func TestWindowsIsToldWhatToDo(t *testing.T) {
	service, system := newService(t, "windows")
	service.Command = []string{`C:\Program Files\htmlgraph.exe`, "serve", "--watch"}
	_, err := service.Install(t.Context())
	if err == nil || !strings.Contains(err.Error(), `schtasks /Create /TN HtmlGraph /SC ONLOGON /TR "\"C:\Program Files\htmlgraph.exe\" serve --watch"`) || len(system.ran) > 0 {
		t.Errorf("%v, ran %q", err, system.ran)
	}
}
