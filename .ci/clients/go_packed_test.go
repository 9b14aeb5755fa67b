package clients

import (
	"archive/zip"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// consumer is a program of somebody else.
const consumer = `package main

import (
	"context"
	"fmt"
	"os"

	"github.com/htmlgraph/htmlgraph/gen/client"
)

func main() {
	api, err := client.New(os.Args[1])
	if err != nil {
		panic(err)
	}
	for session, err := range api.Sessions(context.Background(), nil) {
		if err != nil {
			panic(err)
		}
		fmt.Println(session.SessionID)
	}
}
`

// TestTheGoClientIsInstalledFromAProxy packs the module as a proxy serves it, and builds a program in a new module that requires it.
func TestTheGoClientIsInstalledFromAProxy(t *testing.T) {
	const module, version = "github.com/htmlgraph/htmlgraph/gen/client", "v0.1.0"
	proxy := t.TempDir()
	pack(t, filepath.Join(root, "gen/client"), module, version, filepath.Join(proxy, module, "@v"))
	folder := t.TempDir()
	for name, text := range map[string]string{
		"main.go": consumer,
		"go.mod":  "module example.com/consumer\n\ngo 1.24.0\n\nrequire " + module + " " + version + "\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	upstream, err := exec.CommandContext(t.Context(), "go", "env", "GOPROXY").Output()
	if err != nil {
		t.Fatal(err)
	}
	modules := t.TempDir()
	run := func(arguments ...string) string {
		command := exec.CommandContext(t.Context(), arguments[0], arguments[1:]...)
		command.Dir = folder
		command.Env = append(os.Environ(), "GOFLAGS=-mod=mod -modcacherw", "GONOSUMDB="+module, "GONOPROXY=none", "GOPRIVATE=",
			"GOPROXY=file://"+filepath.ToSlash(proxy)+","+strings.TrimSpace(string(upstream)), "GOMODCACHE="+modules)
		output, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v\n%s", arguments, err, output)
		}
		return string(output)
	}
	run("go", "mod", "tidy")
	run("go", "build", "-o", "consumer", ".")

	base := serve(t, build(t), filepath.Join(t.TempDir(), "packed.db")).base
	store(t, newAPI(t, base), 0, 1)
	if printed := run("./consumer", base); printed != "a/b\n" {
		t.Errorf("the program printed %q, want the session", printed)
	}
}

// pack writes a module to a folder as the Go module proxy protocol describes it.
func pack(t *testing.T, from, module, version, to string) {
	t.Helper()
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(from, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"list": version + "\n", version + ".info": `{"Version": "` + version + `"}`, version + ".mod": string(text),
	} {
		if err := os.WriteFile(filepath.Join(to, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Create(filepath.Join(to, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	archive := zip.NewWriter(file)
	err = fs.WalkDir(os.DirFS(from), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(from, path))
		if err != nil {
			return err
		}
		w, err := archive.Create(module + "@" + version + "/" + path)
		if err == nil {
			_, err = w.Write(content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
}
