// Package archtest tests the rules of the code base: which packages may import which, who may start goroutines, where SQL of one
// database system may be, and where agents and statuses may be named.
package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/htmlgraph/htmlgraph/"

// bans are forbidden imports for packages below a path, each with its reason.
var bans = []struct {
	from, to, reason string
	except           []string
}{
	{from: "internal/service", to: "net/http", reason: "rules know no transport: the same service answers streams and the command line"},
	{from: "internal/service", to: module + "gen", reason: "the contract may change its form without the rules"},
	{from: "internal/service", to: module + "internal/repository", reason: "a service declares what it needs; app joins the two"},
	{from: "internal/service", to: module + "internal/database", reason: "a service declares what it needs; app joins the two"},
	{from: "internal/repository", to: module + "internal/service", reason: "no layer calls one above it"},
	{from: "internal/repository", to: module + "gen", reason: "rows are mapped to the model, not to the contract"},
	{from: "internal/database", to: module + "internal/repository", reason: "no layer calls one above it"},
	{from: "internal/ingest", to: "net/http", reason: "observations come from several transports and from files"},
	{from: "internal/ingest", to: module + "gen", reason: "observations are not the contract"},
	{from: "internal/ingest", to: module + "internal/repository", reason: "the writer declares what it needs; app joins the two"},
	{from: "internal/ingest", to: module + "internal/database", reason: "the writer declares what it needs; app joins the two"},
	{from: "internal/repository", to: module + "internal/ingest/merge", reason: "repositories load and store rows; app joins them with the rules"},
	{from: "internal/ingest/transcript", to: "os", reason: "a reader is a function over lines: the importer opens files"},
	{from: "internal/model", to: module, reason: "the domain depends on no other package", except: []string{module + "internal/model"}},
	{from: "internal/agent", to: module, reason: "the registry is data for all other packages", except: []string{module + "internal/agent", module + "internal/model"}},
	{from: "internal/apperr", to: module, reason: "errors depend on no other package", except: []string{module + "internal/apperr"}},
	{from: "internal/jsonnames", to: module, reason: "it is pure: JSON in, JSON out", except: []string{module + "internal/jsonnames"}},
	{from: "internal/redact", to: module, reason: "it is pure: text in, text out", except: []string{module + "internal/redact"}},
	{from: "internal/apperr", to: "net/http", reason: "the server maps codes to statuses"},
	{from: "internal/handler", to: module + "internal/repository", reason: "a handler calls a service"},
	{from: "internal/handler", to: module + "internal/database", reason: "a handler calls a service"},
	{from: "internal/web", to: module + "internal/repository", reason: "a page asks services"},
	{from: "internal/web", to: module + "internal/database", reason: "a page asks services"},
	{
		from: "", to: "text/template", reason: "what is stored is hostile: html/template alone escapes it",
		except: []string{"text/template/parse"}, // the trees of html/template are of its types
	},
	{from: "internal/cache", to: module + "internal/service", reason: "the cache holds bytes and does not know what they say"},
	{from: "internal/cache", to: module + "gen", reason: "the cache holds bytes and does not know what they say"},
	{from: "", to: "github.com/getkin/kin-openapi", reason: "package openapi alone knows the document", except: []string{module + "internal/openapi", module + "internal/testkit"}},
	{from: "internal/server", to: module + "internal/service", reason: "the server knows no operation"},
	{from: "internal/server", to: module + "internal/repository", reason: "the server knows no operation"},
	{from: "internal/ingest", to: "net/http", reason: "formats are read the same from files, hooks and requests"},
	{from: "internal/ingest", to: module + "gen", reason: "the contract may change its form without the formats of agents"},
	{from: "", to: "github.com/uptrace/bun", reason: "it only fills structs from rows, which package database does for all", except: []string{module + "internal/database"}},
	{from: "", to: "github.com/mattn/go-sqlite3", reason: "what differs between database systems stands in package database", except: []string{module + "internal/database", module + "internal/bench"}},
	{from: "", to: "google.golang.org/grpc", reason: "telemetry comes over HTTP; the other transport would double the binary"},
	{from: "", to: "github.com/alecthomas/participle", reason: "one package reads filters, for all lists", except: []string{module + "internal/filtertext"}},
	{from: "", to: "gopkg.in/yaml.v3", reason: "the document is embedded as JSON: no YAML is parsed at run time"},
	{from: "", to: "github.com/patrickmn/go-cache", reason: "the library is not maintained: one package is to be changed the day it goes", except: []string{module + "internal/cache"}},
	{from: "", to: "nhooyr.io/websocket", reason: "the library is superseded: one package is to be changed the day it goes", except: []string{module + "internal/stream", module + "internal/verify", module + "internal/testkit"}},
	{from: "internal/pubsub", to: module, reason: "the hub does not know the content of messages", except: []string{module + "internal/pubsub"}},
	{from: "internal/pubsub", to: "net/http", reason: "the hub knows no transport"},
	{from: "", to: module + "internal/testkit", reason: "it is only for tests and benchmarks", except: []string{module + "internal/testkit", module + "internal/bench"}},
	{from: "", to: module + "fixtures", reason: "fixtures are only for tests"},
	{from: "", to: module + "internal/app", reason: "only the command line starts the service", except: []string{module + "internal/app", module + "internal/cli", module + "internal/testkit"}},
}

type listedPackage struct {
	ImportPath string
	Imports    []string
}

func TestNoPackageImportsWhatItMustNot(t *testing.T) {
	packages := listPackages(t)
	for _, ban := range bans {
		for _, p := range packages {
			if !within(p.ImportPath, module+ban.from) || excepted(p.ImportPath, ban.except) {
				continue
			}
			for _, imported := range p.Imports {
				if within(imported, ban.to) && !excepted(imported, exceptionsForTarget(ban.to, ban.except)) {
					t.Errorf("%s imports %s: %s", strings.TrimPrefix(p.ImportPath, module), strings.TrimPrefix(imported, module), ban.reason)
				}
			}
		}
	}
}

// TestTheMergeEngineDependsOnNoTechnology checks all dependencies of the engine: its rules can be tested without a database, and
// the database can change without them.
func TestTheMergeEngineDependsOnNoTechnology(t *testing.T) {
	command := exec.Command("go", "list", "-deps", "./internal/ingest/merge")
	command.Dir = "../.."
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	dependencies := strings.Fields(string(output))
	if len(dependencies) < 10 {
		t.Fatalf("only %d packages listed", len(dependencies))
	}
	for _, dependency := range dependencies {
		for _, banned := range []string{"database", "net/http", "github.com/uptrace/bun", module + "internal/database", module + "internal/repository"} {
			if within(dependency, banned) {
				t.Errorf("the merge engine depends on %s", dependency)
			}
		}
	}
}

// exceptionsForTarget returns the exceptions that may be imported: of a ban on the whole module, where a package may still import its own
// subpackages, and of a ban on a package of others.
func exceptionsForTarget(to string, except []string) []string {
	if to == module || !strings.HasPrefix(to, module) {
		return except
	}
	return nil
}

// within reports whether path is base or lies below it.
func within(path, base string) bool {
	base = strings.TrimSuffix(base, "/")
	return path == base || strings.HasPrefix(path, base+"/")
}

func excepted(path string, exceptions []string) bool {
	for _, exception := range exceptions {
		if within(path, exception) {
			return true
		}
	}
	return false
}

func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	command := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	command.Dir = "../.."
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var packages []listedPackage
	decoder := json.NewDecoder(strings.NewReader(string(output)))
	for {
		var p listedPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
	if len(packages) < 10 {
		t.Fatalf("only %d packages listed", len(packages))
	}
	return packages
}
