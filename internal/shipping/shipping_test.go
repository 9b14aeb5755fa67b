package shipping_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/shipping"
)

// team is a server that keeps what it is sent.
type team struct {
	t *testing.T
	// answer responds, and reports whether the observations are stored.
	answer func(w http.ResponseWriter, request int) bool
	// sizes are the numbers of observations of the requests, largest the size of the largest body.
	sizes   []int
	largest int
	texts   []string
	tokens  []string
}

func (s *team) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.tokens = append(s.tokens, r.Header.Get("Authorization"))
	reader, err := zstd.NewReader(r.Body)
	if err != nil {
		s.t.Error(err)
		return
	}
	defer reader.Close()
	body, err := io.ReadAll(reader)
	if err != nil || r.URL.Path != "/hg/api/ingest/observations" || r.Header.Get("Content-Encoding") != "zstd" {
		s.t.Errorf("%s %v: %v", r.URL, r.Header, err)
	}
	var list []api.Observation
	if err := json.Unmarshal(body, &list); err != nil {
		s.t.Error(err)
	}
	s.sizes, s.largest = append(s.sizes, len(list)), max(s.largest, len(body))
	if s.answer != nil && !s.answer(w, len(s.sizes)) {
		return
	}
	var stored api.ObservationsStored
	for _, o := range list {
		if o.Message != nil && len(o.Message.Parts) > 0 {
			s.texts = append(s.texts, o.Message.Parts[0].Text)
		}
		result := api.ObservationResult{Outcome: api.ObservationResultOutcomeCreated}
		if o.Stop != nil && o.Stop.SessionID == "bad" {
			result = api.ObservationResult{Outcome: api.ObservationResultOutcomeProblem, Errors: []api.ProblemField{{Loc: []string{"body", "0", "at"}, Msg: "too old"}}}
		}
		stored.Results = append(stored.Results, result)
	}
	json.NewEncoder(w).Encode(stored)
}

// send sends observations to the server until stop is closed.
func (s *team) send(observations []ingest.Observation, stop <-chan struct{}) ([]ingest.Result, error) {
	s.t.Helper()
	server := httptest.NewServer(s)
	s.t.Cleanup(server.Close)
	address, err := url.Parse(server.URL + "/hg")
	if err != nil {
		s.t.Fatal(err)
	}
	store, err := shipping.New(shipping.Options{Server: address, Token: "secret", Stop: stop, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		s.t.Fatal(err)
	}
	return store.Store(s.t.Context(), observations)
}

func stops(n int) []ingest.Observation {
	all := make([]ingest.Observation, n)
	for i := range all {
		all[i].Stop = &ingest.Stop{SessionID: fmt.Sprint(i)}
	}
	return all
}

func said(texts ...string) []ingest.Observation {
	var all []ingest.Observation
	for _, text := range texts {
		all = append(all, ingest.Observation{Message: &ingest.Message{ID: "m", SessionID: "s", Parts: []ingest.Part{{Section: "body", Type: "text", Text: text}}}})
	}
	return all
}

func TestManyObservationsAreSentInSeveralRequests(t *testing.T) {
	s := &team{t: t}
	observations := stops(1201)
	observations[700].Stop.SessionID = "bad"
	results, err := s.send(observations, nil)
	if err != nil || len(results) != len(observations) || fmt.Sprint(s.sizes) != "[500 500 201]" {
		t.Errorf("%d results of %v requests, %v", len(results), s.sizes, err)
	}
	for i, r := range results {
		if want := i == 700; (r.Outcome == ingest.Refused) != want || want && (r.Field != "at" || r.Problem != "too old") {
			t.Errorf("observation %d: %+v", i, r)
		}
	}
	if s.tokens[0] != "Bearer secret" {
		t.Errorf("the sender shows %q", s.tokens[0])
	}
}

func TestLargeObservationsGoByThemselvesAndAreCutToWhatAServerTakes(t *testing.T) {
	s := &team{t: t}
	texts := []string{strings.Repeat("a", 700<<10), strings.Repeat("b", 700<<10), strings.Repeat("\"", 16<<20)}
	if _, err := s.send(said(texts...), nil); err != nil || fmt.Sprint(s.sizes) != "[1 1 1]" || s.largest > 20<<20 {
		t.Fatalf("%v requests, the largest of %d bytes, %v", s.sizes, s.largest, err)
	}
	if s.texts[0] != texts[0] || s.texts[1] != texts[1] {
		t.Error("a text that fits was changed")
	}
	if cut := s.texts[2]; !strings.HasPrefix(cut, `""""`) || !strings.HasSuffix(cut, `""""`) || !strings.Contains(cut, "[truncated from 16777216 characters]") {
		t.Errorf("the largest text has %d bytes", len(cut))
	}
}

func TestABusyServerIsAskedAgain(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter){
		"too many requests": func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		},
		"unavailable":              func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) },
		"a gateway without it":     func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) },
		"a connection that is cut": func(w http.ResponseWriter) { hangUp(w) },
	} {
		t.Run(name, func(t *testing.T) {
			s := &team{t: t, answer: func(w http.ResponseWriter, request int) bool {
				if request == 1 {
					answer(w)
				}
				return request > 1
			}}
			if results, err := s.send(stops(3), nil); err != nil || len(results) != 3 || len(s.sizes) != 2 {
				t.Errorf("%d results of %d requests, %v", len(results), len(s.sizes), err)
			}
		})
	}
}

func hangUp(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		conn.Close()
	}
}

func TestAServerThatTakesNothingIsAskedOnce(t *testing.T) {
	for name, test := range map[string]struct {
		answer func(http.ResponseWriter)
		said   string
	}{
		"an unknown token":    {func(w http.ResponseWriter) { w.WriteHeader(http.StatusUnauthorized) }, "does not know the token"},
		"a token for reading": {func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) }, "may not store"},
		"another program":     {func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) }, "no HtmlGraph server"},
		"a redirect": {func(w http.ResponseWriter) {
			w.Header().Set("Location", "https://elsewhere.example/")
			w.WriteHeader(http.StatusFound)
		}, "no HtmlGraph server"},
		"something else":         {func(w http.ResponseWriter) { io.WriteString(w, "<html>") }, "no HtmlGraph server"},
		"too few results":        {func(w http.ResponseWriter) { io.WriteString(w, `{"results":[]}`) }, "no HtmlGraph server"},
		"a read-only database":   {func(w http.ResponseWriter) { w.WriteHeader(http.StatusConflict) }, "status 409"},
		"a body that is invalid": {func(w http.ResponseWriter) { w.WriteHeader(http.StatusUnprocessableEntity) }, "status 422"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &team{t: t, answer: func(w http.ResponseWriter, _ int) bool { test.answer(w); return false }}
			_, err := s.send(stops(1), nil)
			if len(s.sizes) != 1 || err == nil || !strings.Contains(err.Error(), test.said) || apperr.CodeOf(err) != apperr.CodeReadOnly {
				t.Errorf("%d requests, %v", len(s.sizes), err)
			}
		})
	}
}

func TestASenderThatStopsWaitsForNobody(t *testing.T) {
	stop := make(chan struct{})
	s := &team{t: t, answer: func(w http.ResponseWriter, _ int) bool {
		close(stop)
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusServiceUnavailable)
		return false
	}}
	if _, err := s.send(stops(1), stop); err == nil || len(s.sizes) != 1 {
		t.Errorf("%d requests, %v", len(s.sizes), err)
	}
}
