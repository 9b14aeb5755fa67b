package bench

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
)

// Parameters of BenchmarkWhileAnotherProcessWrites.
const (
	liveClients   = 50
	liveRate      = 200 // rows a second
	writerSetting = "HTMLGRAPH_BENCH_WRITER"
)

// BenchmarkWhileAnotherProcessWrites reads with fifty clients while another process inserts 200 rows a second into the same file. It
// fails on any response other than 200. It reports the age of the oldest response: the time from the first commit that the response
// does not contain to the start of its request. HTMLGRAPH_BENCH_SECONDS is the duration, 5 by default.
func BenchmarkWhileAnotherProcessWrites(b *testing.B) {
	seconds := 5
	if setting := os.Getenv("HTMLGRAPH_BENCH_SECONDS"); setting != "" {
		var err error
		if seconds, err = strconv.Atoi(setting); err != nil {
			b.Fatal(err)
		}
	}
	service := newWritten(b, 10_000)
	site := newSite(b, service.Server)
	var total struct {
		Events int64 `json:"total_events"`
	}
	if err := site.decode("/api/initial-stats", &total); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		commits := startWriter(b, service.DB.Path(), seconds, total.Events)
		live := &liveRun{site: site, commits: commits}
		live.read(b)
		b.ReportMetric(float64(live.requests.Load())/float64(seconds), "requests/s")
		b.ReportMetric(float64(live.failures.Load()), "failures")
		b.ReportMetric(float64(live.oldest.Load())/float64(time.Millisecond), "oldest-ms")
		b.ReportMetric(float64(len(commits.times)), "commits")
		total.Events += int64(len(commits.times))
	}
}

// commits are the times of the other process's commits, in order. base is the number of events before the first.
type commits struct {
	mu    sync.Mutex
	base  int64
	times []time.Time
	done  chan struct{}
}

// firstMissing returns the time of the first commit that a response with this many events does not contain.
func (c *commits) firstMissing(events int64) (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := events - c.base; i >= 0 && i < int64(len(c.times)) {
		return c.times[i], true
	}
	return time.Time{}, false
}

// startWriter starts this program again as the writing process, and records its commits.
func startWriter(b *testing.B, path string, seconds int, base int64) *commits {
	b.Helper()
	command := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^$")
	command.Env = append(os.Environ(), writerSetting+"="+path, "HTMLGRAPH_BENCH_SECONDS="+strconv.Itoa(seconds))
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	c := &commits{base: base, done: make(chan struct{})}
	go func() {
		defer close(c.done)
		for lines := bufio.NewScanner(output); lines.Scan(); {
			nanos, err := strconv.ParseInt(lines.Text(), 10, 64)
			if err != nil {
				continue
			}
			c.mu.Lock()
			c.times = append(c.times, time.Unix(0, nanos))
			c.mu.Unlock()
		}
		command.Wait()
	}()
	return c
}

// write runs in the other process: it inserts rows at a fixed rate and prints the time of each commit.
func write(path string) error {
	seconds, err := strconv.Atoi(os.Getenv("HTMLGRAPH_BENCH_SECONDS"))
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=5000&_synchronous=normal")
	if err != nil {
		return err
	}
	defer db.Close()
	ticker := time.NewTicker(time.Second / liveRate)
	defer ticker.Stop()
	run := time.Now().UnixNano()
	for i := range seconds * liveRate {
		<-ticker.C
		_, err := db.ExecContext(context.Background(), `INSERT INTO agent_events (event_id, agent_id, event_type, session_id, timestamp, tool_name)
			VALUES (?, 'claude-code', 'tool_call', 'sess-live', ?, 'Read')`,
			fmt.Sprintf("live-%d-%d", run, i), time.Now().UTC().Format("2006-01-02T15:04:05.000000"))
		if err != nil {
			return err
		}
		fmt.Println(time.Now().UnixNano())
	}
	return nil
}

// liveRun counts the requests of all clients.
type liveRun struct {
	site     *site
	commits  *commits
	requests atomic.Int64
	failures atomic.Int64
	oldest   atomic.Int64
}

// otherTargets are requested besides the count, so that some responses are expensive to compute.
var otherTargets = []string{"/api/events?limit=50", "/api/events-grouped-by-prompt", "/api/complete-activity-feed", "/api/sessions", "/api/agents"}

func (l *liveRun) read(b *testing.B) {
	var clients sync.WaitGroup
	for client := range liveClients {
		clients.Go(func() {
			for i := client; ; i++ {
				select {
				case <-l.commits.done:
					return
				default:
				}
				l.checkAge(b)
				if i%5 == 0 {
					var answer json.RawMessage
					l.countRequest(b, l.site.decode(otherTargets[i/5%len(otherTargets)], &answer))
				}
			}
		})
	}
	clients.Wait()
}

// checkAge requests the number of events, and records the age of the response.
func (l *liveRun) checkAge(b *testing.B) {
	startedAt := time.Now()
	var stats struct {
		Events int64 `json:"total_events"`
	}
	err := l.site.decode("/api/initial-stats", &stats)
	l.countRequest(b, err)
	if err != nil {
		return
	}
	at, stale := l.commits.firstMissing(stats.Events)
	if !stale || at.After(startedAt) {
		return
	}
	age := int64(startedAt.Sub(at))
	for old := l.oldest.Load(); age > old && !l.oldest.CompareAndSwap(old, age); {
		old = l.oldest.Load()
	}
}

func (l *liveRun) countRequest(b *testing.B, err error) {
	l.requests.Add(1)
	if err != nil {
		l.failures.Add(1)
		b.Error(err)
	}
}

// decode requests target and decodes the JSON response into value.
func (s *site) decode(target string, value any) error {
	response, err := s.client.Get(s.base + target)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: status %d", target, response.StatusCode)
	}
	return json.NewDecoder(response.Body).Decode(value)
}
