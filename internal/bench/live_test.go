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

// What the benchmark beside a writing process does.
const (
	liveClients   = 50
	liveRate      = 200 // rows a second
	writerSetting = "HTMLGRAPH_BENCH_WRITER"
)

// BenchmarkWhileAnotherProcessWrites reads with fifty clients while another process inserts 200 rows a
// second into the same file. It fails on an answer that is no 200, and reports how old the oldest answer was:
// the time from the first commit that it lacks to the beginning of its request.
// HTMLGRAPH_BENCH_SECONDS says how long, 5 unless set.
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

// commits are those of the other process, by the number of events that the file then held.
type commits struct {
	mu    sync.Mutex
	base  int64
	times []time.Time
	done  chan struct{}
}

// missing returns when the first commit was made that an answer with this many events lacks.
func (c *commits) missing(events int64) (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := events - c.base; i >= 0 && i < int64(len(c.times)) {
		return c.times[i], true
	}
	return time.Time{}, false
}

// startWriter starts this program again as the process that writes, and follows what it commits.
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

// write is what the other process does: it inserts rows at the rate and prints when each was committed.
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

// liveRun is what many clients see meanwhile.
type liveRun struct {
	site     *site
	commits  *commits
	requests atomic.Int64
	failures atomic.Int64
	oldest   atomic.Int64
}

// others are asked beside the count, so that the answers that are computed are not all cheap.
var others = []string{"/api/events?limit=50", "/api/events-grouped-by-prompt", "/api/complete-activity-feed", "/api/sessions", "/api/agents"}

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
				l.count(b)
				if i%5 == 0 {
					var answer json.RawMessage
					l.note(b, l.site.decode(others[i/5%len(others)], &answer))
				}
			}
		})
	}
	clients.Wait()
}

// count asks how many events there are, and notes how old the answer is.
func (l *liveRun) count(b *testing.B) {
	began := time.Now()
	var stats struct {
		Events int64 `json:"total_events"`
	}
	err := l.site.decode("/api/initial-stats", &stats)
	l.note(b, err)
	if err != nil {
		return
	}
	at, lacks := l.commits.missing(stats.Events)
	if !lacks || at.After(began) {
		return
	}
	age := int64(began.Sub(at))
	for old := l.oldest.Load(); age > old && !l.oldest.CompareAndSwap(old, age); {
		old = l.oldest.Load()
	}
}

func (l *liveRun) note(b *testing.B, err error) {
	l.requests.Add(1)
	if err != nil {
		l.failures.Add(1)
		b.Error(err)
	}
}

// decode reads the JSON answer of target into value.
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
