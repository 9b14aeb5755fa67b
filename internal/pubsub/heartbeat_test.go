package pubsub_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/pubsub"
)

func TestEachSubscriptionHasOneHeartbeatInEachInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := pubsub.New(0, 0)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- hub.RunHeartbeat(ctx) }()
		time.Sleep(time.Hour) // nobody has subscribed

		subscriptions := make([]*pubsub.Subscription, 50)
		for i := range subscriptions {
			var err error
			if subscriptions[i], err = hub.Subscribe("events", nil); err != nil {
				t.Fatal(err)
			}
		}
		subscriptions[0].Release()
		for range 3 {
			time.Sleep(pubsub.HeartbeatInterval)
			synctest.Wait()
			for i, s := range subscriptions {
				select {
				case <-s.Heartbeat():
					if i == 0 {
						t.Error("a released subscription has a heartbeat")
					}
				default:
					if i > 0 {
						t.Errorf("subscription %d has none", i)
					}
				}
			}
		}
		for _, s := range subscriptions {
			s.Release()
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestHeartbeatsAreSpreadOverTheInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := pubsub.New(0, 0)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go hub.RunHeartbeat(ctx) //nolint:errcheck // it returns nil
		const clients = 100
		counts := make(chan time.Time, clients)
		for range clients {
			s, err := hub.Subscribe("events", nil)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Release()
			go func() {
				<-s.Heartbeat()
				counts <- time.Now()
			}()
		}
		time.Sleep(pubsub.HeartbeatInterval)
		synctest.Wait()
		atOnce := map[time.Time]int{}
		for range clients {
			atOnce[<-counts]++
		}
		for at, n := range atOnce {
			if n > clients/10 {
				t.Errorf("%d of %d heartbeats at %v", n, clients, at)
			}
		}
	})
}
