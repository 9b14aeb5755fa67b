package cache_test

import (
	"bufio"
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/cache"
)

// answering starts a server that answers each request with the same text, and returns its URL.
func answering(t *testing.T, reply string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				for reader := bufio.NewReader(conn); ; {
					if _, err := reader.ReadByte(); err != nil {
						return
					}
					reader.Discard(reader.Buffered())
					fmt.Fprint(conn, reply)
				}
			}()
		}
	}()
	return "redis://" + listener.Addr().String() + "/0"
}

// TestAReplyOfRedisTakesNoMoreMemoryThanAnEntry: the library would allocate what a reply announces.
func TestAReplyOfRedisTakesNoMoreMemoryThanAnEntry(t *testing.T) {
	for name, reply := range map[string]string{
		"a long list":             "*1000000000\r\n",
		"a long map":              "%1000000000\r\n",
		"a long set":              "~1000000000\r\n",
		"a long push":             ">1000000000\r\n",
		"long attributes":         "|1000000000\r\n",
		"a large value":           "$1000000000\r\n",
		"a large error":           "!1000000000\r\n",
		"a number out of range":   "*99999999999999999999\r\n",
		"lists in lists":          strings.Repeat("*50000\r\n", 1000),
		"a line without an end":   "+" + strings.Repeat("x", 1<<20),
		"an error without an end": "-" + strings.Repeat("x", 1<<20),
		"no protocol":             strings.Repeat("\x00", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			store, err := cache.NewRedis(answering(t, reply))
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for range 3 {
				if _, err := store.Get(t.Context(), "key"); err == nil {
					t.Error("it is taken for an entry")
				}
				if n := store.Len(t.Context()); n > 0 {
					t.Errorf("%d entries", n)
				}
			}
			runtime.ReadMemStats(&after)
			if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 256<<20 {
				t.Errorf("%d MB were allocated", allocated>>20)
			}
		})
	}
}
