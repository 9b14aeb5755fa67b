package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/config"
)

func valid() config.Serve {
	return config.Serve{Addr: config.DefaultAddr, Cache: "memory", LogLevel: "info", LogFormat: "text"}
}

func TestValidate(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*config.Serve)
		want   string
	}{
		"defaults":               {func(*config.Serve) {}, ""},
		"localhost":              {func(s *config.Serve) { s.Addr = "localhost:0" }, ""},
		"IPv6 loopback":          {func(s *config.Serve) { s.Addr = "[::1]:8000" }, ""},
		"all interfaces":         {func(s *config.Serve) { s.Addr = ":8000" }, "--token"},
		"other machine":          {func(s *config.Serve) { s.Addr = "192.0.2.1:8000" }, "--token"},
		"with token":             {func(s *config.Serve) { s.Addr, s.Token = ":8000", "secret" }, ""},
		"insecure on purpose":    {func(s *config.Serve) { s.Addr, s.Insecure = ":8000", true }, ""},
		"no port":                {func(s *config.Serve) { s.Addr = "localhost" }, "not host:port"},
		"redis":                  {func(s *config.Serve) { s.Cache = "redis://127.0.0.1:6379/0" }, ""},
		"other cache":            {func(s *config.Serve) { s.Cache = "memcached" }, "--cache takes"},
		"other level":            {func(s *config.Serve) { s.LogLevel = "loud" }, "--log-level"},
		"other format":           {func(s *config.Serve) { s.LogFormat = "xml" }, "--log-format"},
		"origin":                 {func(s *config.Serve) { s.AllowOrigins = []string{"https://example.org"} }, ""},
		"origin without scheme":  {func(s *config.Serve) { s.AllowOrigins = []string{"example.org"} }, "--allow-origin"},
		"demo and a database":    {func(s *config.Serve) { s.Demo, s.DB = true, "x.db" }, "--demo"},
		"demo and read-only":     {func(s *config.Serve) { s.Demo, s.ReadOnly = true, true }, "--read-only"},
		"loopback by other name": {func(s *config.Serve) { s.Addr = "127.8.9.1:80" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			settings := valid()
			test.change(&settings)
			err := settings.Validate()
			if test.want == "" && err != nil {
				t.Fatalf("error = %v, want none", err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Fatalf("error = %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestLocateFindsTheNearestDatabaseUpward(t *testing.T) {
	root, home := t.TempDir(), t.TempDir()
	deep := filepath.Join(root, "a", "b", "c")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(home, ".htmlgraph", "htmlgraph.db")
	if path, found := config.Locate(deep, home); found || path != own {
		t.Errorf("with none: %s, %v; want %s, false", path, found, own)
	}
	touch(t, own)
	if path, found := config.Locate(deep, home); !found || path != own {
		t.Errorf("at home: %s, %v; want %s, true", path, found, own)
	}
	near := filepath.Join(root, "a", ".htmlgraph", "htmlgraph.db")
	touch(t, near)
	if path, found := config.Locate(deep, home); !found || path != near {
		t.Errorf("upward: %s, %v; want %s, true", path, found, near)
	}
}

func touch(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}
