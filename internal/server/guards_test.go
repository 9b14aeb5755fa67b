package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/server"
)

func newLogger() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestOnlyKnownHostsAreServed(t *testing.T) {
	w := newScenario(t, func(o *server.Options) { o.AllowHosts = []string{"Dash.example.org"} })
	for host, answered := range map[string]bool{
		"localhost":             true,
		"localhost:8000":        true,
		"LOCALHOST:8000":        true,
		"app.localhost:8000":    true,
		"127.0.0.1:8000":        true,
		"127.8.9.10":            true,
		"[::1]:8000":            true,
		"[::1]":                 true,
		"[::ffff:127.0.0.1]:80": true,
		"dash.example.org":      true, // allowed by the operator
		"dash.example.org:8000": true,
		"evil.example.com":      false,
		"127.0.0.1.example.com": false,
		"localhost.example.com": false,
		"xlocalhost":            false,
		"dash.example.org.evil": false,
		"192.168.1.4:8000":      false,
		"0.0.0.0:8000":          false,
		"":                      true, // stands for the host of these tests
	} {
		t.Run(host, func(t *testing.T) {
			response := w.ask(request{host: host, target: "/healthz"})
			if got := response.StatusCode == http.StatusOK; got != answered {
				t.Fatalf("status %d", response.StatusCode)
			}
			if !answered {
				decodeProblem(t, response)
			}
		})
	}
}

func TestARequestWithoutAHostIsRefused(t *testing.T) {
	w := newScenario(t, nil)
	if response := w.ask(request{host: " ", target: "/healthz"}); response.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", response.StatusCode)
	}
}

func TestOriginsMayOnlyDoWhatIsAllowed(t *testing.T) {
	const named = "https://dash.example.org"
	w := newScenario(t, func(o *server.Options) { o.AllowOrigins = []string{named + "/"} })
	for name, test := range map[string]struct {
		request request
		status  int
		allowed string // Access-Control-Allow-Origin
	}{
		"no origin reads":                  {request{target: "/healthz"}, 200, ""},
		"a named one reads":                {request{target: "/healthz", header: []string{"Origin", named}}, 200, named},
		"a foreign one gets no permission": {request{target: "/healthz", header: []string{"Origin", "https://evil.example"}}, 200, ""},
		"a lookalike gets no permission":   {request{target: "/healthz", header: []string{"Origin", named + ".evil.example"}}, 200, ""},
		"null gets no permission":          {request{target: "/healthz", header: []string{"Origin", "null"}}, 200, ""},
		"no origin changes":                {jsonBody(request{body: "{}"}), 200, ""},
		"its own changes":                  {jsonBody(request{body: "{}", header: []string{"Origin", "http://localhost:8000"}}), 200, ""},
		"a named one changes":              {jsonBody(request{body: "{}", header: []string{"Origin", named}}), 200, named},
		"a foreign one does not":           {jsonBody(request{body: "{}", header: []string{"Origin", "https://evil.example"}}), 403, ""},
		"another port does not":            {jsonBody(request{body: "{}", header: []string{"Origin", "http://localhost:9999"}}), 403, ""},
		"cross-site does not":              {jsonBody(request{body: "{}", header: []string{"Sec-Fetch-Site", "cross-site"}}), 403, ""},
		"a named one asks first": {request{method: http.MethodOptions, target: "/api/sessions",
			header: []string{"Origin", named, "Access-Control-Request-Method", "GET"}}, 204, named},
		"a foreign one asks first": {request{method: http.MethodOptions, target: "/api/sessions",
			header: []string{"Origin", "https://evil.example", "Access-Control-Request-Method", "GET"}}, 405, ""},
	} {
		t.Run(name, func(t *testing.T) {
			response := w.ask(test.request)
			if response.StatusCode != test.status {
				t.Errorf("status %d, want %d", response.StatusCode, test.status)
			}
			if got := response.Header.Get("Access-Control-Allow-Origin"); got != test.allowed {
				t.Errorf("allows %q, want %q", got, test.allowed)
			}
		})
	}
}

func TestNoOriginIsAllowedByDefault(t *testing.T) {
	response := newScenario(t, nil).ask(request{target: "/healthz", header: []string{"Origin", "http://localhost:3000"}})
	for name := range response.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("%s: %s", name, response.Header.Get(name))
		}
	}
}

func TestATokenGivesAccess(t *testing.T) {
	w := newScenario(t, func(o *server.Options) { o.Token = "s3cret" })
	for name, test := range map[string]struct {
		target, authorization string
		status                int
	}{
		"the token":                             {"/api/sessions", "Bearer s3cret", 200},
		"the token as a password":               {"/api/sessions", "Basic bWU6czNjcmV0", 200},
		"another password":                      {"/api/sessions", "Basic bWU6b3RoZXI=", 401},
		"any case of the word":                  {"/api/sessions", "bearer s3cret", 200},
		"nothing":                               {"/api/sessions", "", 401},
		"another token":                         {"/api/sessions", "Bearer other", 401},
		"a longer token":                        {"/api/sessions", "Bearer s3cret2", 401},
		"an empty token":                        {"/api/sessions", "Bearer ", 401},
		"another scheme":                        {"/api/sessions", "Basic s3cret", 401},
		"the token alone":                       {"/api/sessions", "s3cret", 401},
		"as a parameter":                        {"/api/sessions?token=s3cret", "", 401},
		"health is open":                        {"/healthz", "", 200},
		"metrics are not":                       {"/metrics", "", 401},
		"invalid input says so only to who may": {"/api/sessions?limit=0", "", 401},
	} {
		t.Run(name, func(t *testing.T) {
			response := w.ask(request{target: test.target, header: []string{"Authorization", test.authorization}})
			if response.StatusCode != test.status {
				t.Fatalf("status %d, want %d", response.StatusCode, test.status)
			}
			if test.status == http.StatusUnauthorized {
				decodeProblem(t, response)
				if !strings.HasPrefix(response.Header.Get("Www-Authenticate"), "Bearer") {
					t.Error("does not say how to authenticate")
				}
			}
		})
	}
}

func TestACachedResponseRequiresTheToken(t *testing.T) {
	w := newScenario(t, func(o *server.Options) { o.Token = "s3cret" })
	w.ask(request{target: "/api/sessions", header: []string{"Authorization", "Bearer s3cret"}})
	if response := w.ask(request{target: "/api/sessions"}); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d", response.StatusCode)
	}
}

func TestBodiesAreLimited(t *testing.T) {
	w := newScenario(t, func(o *server.Options) { o.MaxBody = 100 })
	for name, test := range map[string]struct {
		size   int
		chunks bool
		status int
	}{
		"just fits":                 {100, false, 200},
		"one byte too many":         {101, false, 413},
		"without a length fits":     {100, true, 200},
		"without a length too many": {101, true, 413},
		"far too large":             {1 << 20, false, 413},
	} {
		t.Run(name, func(t *testing.T) {
			r := jsonBody(request{body: "{}" + strings.Repeat(" ", test.size-2)})
			response := w.askBody(r, test.chunks)
			if response.StatusCode != test.status {
				t.Fatalf("status %d, want %d", response.StatusCode, test.status)
			}
			if test.status != http.StatusOK {
				decodeProblem(t, response)
			}
		})
	}
}

// askBody sends a request with a body. With chunks the length of the body is not announced.
func (w *scenario) askBody(r request, chunks bool) *http.Response {
	if !chunks {
		return w.ask(r)
	}
	return w.askReader(r, io.MultiReader(strings.NewReader(r.body)))
}
