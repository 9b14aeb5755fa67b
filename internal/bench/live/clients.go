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

// connectingAtOnce is how many clients connect at a time.
const connectingAtOnce = 64

// clients is the process of all clients. It prints a line when all are connected, and then one for each event: when the last
// client had it. It ends when its input does.
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
			socket, _, err := testkit.Dial(ctx, base, "/ws/events?cursor=", nil) //nolint:bodyclose // there is none to close
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
				tally.note(i)
			}
		})
	}
	connecting.Wait()
	fmt.Println("connected")
	io.Copy(io.Discard, os.Stdin) //nolint:errcheck // its end is what is waited for
	stop()
	all.Wait()
	return nil
}

// tally counts who has which event.
type tally struct {
	size int64
	mu   sync.Mutex
	out  io.Writer
	have []*atomic.Int64
}

// note says that one more client has event number i.
func (t *tally) note(i int) {
	t.mu.Lock()
	for len(t.have) <= i {
		t.have = append(t.have, &atomic.Int64{})
	}
	have := t.have[i]
	t.mu.Unlock()
	if have.Add(1) == t.size {
		fmt.Fprintln(t.out, time.Now().UnixNano())
	}
}
