package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// connectingAtOnce is the number of clients that connect at the same time.
const connectingAtOnce = 64

// clients runs in the process of the clients. It prints one line when all clients are connected, and then one line for each event:
// the time at which the last client received it. It ends when its standard input is closed.
func clients(base, count string) error {
	size, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	tally := &tally{size: int64(size), out: os.Stdout}
	var all, connecting sync.WaitGroup
	room := make(chan struct{}, connectingAtOnce)
	connecting.Add(size)
	for range size {
		room <- struct{}{}
		all.Go(func() {
			socket, _, err := testkit.Dial(ctx, base, "/ws/events?cursor=", nil) //nolint:bodyclose // a WebSocket response has no body
			<-room
			connecting.Done()
			if err != nil {
				fmt.Fprintln(os.Stderr, "connect:", err)
				return
			}
			defer socket.Leave()
			for i := 0; ; i++ {
				if _, err := socket.Wait(ctx); err != nil {
					return
				}
				tally.add(i)
			}
		})
	}
	connecting.Wait()
	fmt.Println("connected")
	io.Copy(io.Discard, os.Stdin) //nolint:errcheck // waits until the input is closed
	stop()
	all.Wait()
	return nil
}

// tally counts the clients that have received each event.
type tally struct {
	size     int64
	mu       sync.Mutex
	out      io.Writer
	received []*atomic.Int64
}

// add counts one more client that has received event number i.
func (t *tally) add(i int) {
	t.mu.Lock()
	for len(t.received) <= i {
		t.received = append(t.received, &atomic.Int64{})
	}
	received := t.received[i]
	t.mu.Unlock()
	if received.Add(1) == t.size {
		fmt.Fprintln(t.out, time.Now().UnixNano())
	}
}
