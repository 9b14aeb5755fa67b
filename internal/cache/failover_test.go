package cache_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/htmlgraph/htmlgraph/internal/cache"
)

// wire is a TCP proxy to a Redis server. It can be cut, or made to hang.
type wire struct {
	listener net.Listener
	target   string
	hang     atomic.Bool
	refuse   atomic.Bool
	accepted atomic.Int64
	all      sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
}

func newWire(t *testing.T, target string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: listener, target: target}
	w.all.Go(w.accept)
	t.Cleanup(func() {
		listener.Close()
		w.cut()
		w.all.Wait()
	})
	return w
}

func (w *wire) accept() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		w.accepted.Add(1)
		server, err := net.Dial("tcp", w.target)
		if err != nil || w.refuse.Load() {
			client.Close()
			continue
		}
		w.mu.Lock()
		w.conns = append(w.conns, client, server)
		w.mu.Unlock()
		w.all.Go(func() { w.copy(server, client) })
		w.all.Go(func() { w.copy(client, server) })
	}
}

// copy forwards bytes. While the wire is silent, it discards them.
func (w *wire) copy(to, from net.Conn) {
	buffer := make([]byte, 4096)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			to.Close()
			return
		}
		if !w.hang.Load() {
			to.Write(buffer[:n])
		}
	}
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, conn := range w.conns {
		conn.Close()
	}
	w.conns = nil
}

// logText is a log that can be read while it is written.
type logText struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logText) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logText) count(phrase string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), phrase)
}

func openStore(t *testing.T, setting string, log io.Writer) cache.Store {
	t.Helper()
	store, err := cache.OpenStore(t.Context(), setting, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func TestWhenRedisFailsMemoryIsUsedUntilItIsBack(t *testing.T) {
	for name, test := range map[string]struct{ fail, mend func(*wire) }{
		"it dies": {
			func(w *wire) { w.refuse.Store(true); w.cut() },
			func(w *wire) { w.refuse.Store(false) },
		},
		"it hangs": {
			func(w *wire) { w.hang.Store(true) },
			func(w *wire) { w.hang.Store(false); w.cut() },
		},
	} {
		t.Run(name, func(t *testing.T) {
			redis := miniredis.RunT(t)
			wire := newWire(t, redis.Addr())
			log := &logText{}
			w := newScenario(t, openStore(t, "redis://"+wire.listener.Addr().String()+"/0"+brief, log))
			w.body(t, "/before")
			if len(redis.Keys()) != 1 {
				t.Fatalf("Redis holds %v, want the answer", redis.Keys())
			}

			test.fail(wire)
			var all sync.WaitGroup
			var longest atomic.Int64
			for range 50 {
				all.Go(func() {
					began := time.Now()
					w.body(t, "/during")
					for took := int64(time.Since(began)); ; {
						if old := longest.Load(); took <= old || longest.CompareAndSwap(old, took) {
							return
						}
					}
				})
			}
			all.Wait()
			t.Logf("the slowest of 50 requests at once took %v", time.Duration(longest.Load()))
			w.body(t, "/during")
			before := wire.accepted.Load()
			for range 100 {
				w.body(t, "/during")
			}
			if log.count("memory is used") != 1 {
				t.Errorf("the failure is logged %d times, want once", log.count("memory is used"))
			}
			if s := w.Snapshot(t.Context()); s.Queries["/during"].Hits < 100 {
				t.Errorf("%d hits from memory, want at least 100", s.Queries["/during"].Hits)
			}
			if more := wire.accepted.Load() - before; more > 5 {
				t.Errorf("%d more connections to a Redis that is away: each request tries it", more)
			}

			test.mend(wire)
			for log.count("responds again") == 0 {
				time.Sleep(10 * time.Millisecond) // until the next probe
			}
			w.body(t, "/after")
			if len(redis.Keys()) < 2 {
				t.Error("Redis is back and is not used")
			}
		})
	}
}

func TestAnUnreachableRedisAtStartIsAWarning(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := listener.Addr().String()
	listener.Close()
	log := &logText{}
	w := newScenario(t, openStore(t, "redis://:secret@"+addr+"/0", log))
	w.body(t, "/things")
	if w.body(t, "/things"); w.runs.Load() != 1 {
		t.Error("memory does not serve")
	}
	if log.count("level=WARN") != 1 || log.count("secret") != 0 {
		t.Errorf("want one warning without the password:\n%s", log.text.String())
	}
}

func TestAnInvalidStoreSettingIsRefused(t *testing.T) {
	for _, setting := range []string{"memcached://here", "redis", "redis://%zz", "http://127.0.0.1:6379"} {
		if store, err := cache.OpenStore(t.Context(), setting, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%q gave %T", setting, store)
		}
	}
}
