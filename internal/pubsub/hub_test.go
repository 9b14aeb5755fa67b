package pubsub_test

import (
	"reflect"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/pubsub"
)

func TestATopicIsActiveWhileItHasSubscribers(t *testing.T) {
	hub := pubsub.New(0, 0)
	defer hub.Close(t.Context())
	var subscriptions []*pubsub.Subscription
	for _, name := range []string{"cost:b", "cost:a", "cost:a", "other"} {
		s, err := hub.Subscribe(name, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Release()
		subscriptions = append(subscriptions, s)
	}
	for _, want := range [][]string{{"cost:a", "cost:b"}, {"cost:a"}, {"cost:a"}, nil} {
		if got := hub.ActiveTopics("cost:"); !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		subscriptions[0].Release()
		subscriptions = subscriptions[1:]
	}
}

// TestAPositionOutlivesItsSubscribers: a topic without subscribers is removed, but not one with a position.
func TestAPositionOutlivesItsSubscribers(t *testing.T) {
	hub := pubsub.New(0, 0)
	defer hub.Close(t.Context())
	hub.Publish("events", 7)
	for range 2 {
		s, err := hub.Subscribe("events", nil)
		if err != nil {
			t.Fatal(err)
		}
		if s.Position() != 7 {
			t.Errorf("position %v, want 7", s.Position())
		}
		s.Release()
	}
}

func TestASubscriberOfARecreatedTopicGetsMessages(t *testing.T) {
	hub := pubsub.New(0, 0)
	defer hub.Close(t.Context())
	for range 2 {
		s, err := hub.Subscribe("cost:a", nil)
		if err != nil {
			t.Fatal(err)
		}
		hub.Publish("cost:a", nil, &pubsub.Message{Payload: "news"})
		if messages := s.Next(); len(messages) != 1 {
			t.Errorf("%d messages, want 1", len(messages))
		}
		s.Release()
	}
}

// TestAMessageBesideTheTopicKeepsItsPosition: who joins later does not get it, and resumes where the topic was.
func TestAMessageBesideTheTopicKeepsItsPosition(t *testing.T) {
	hub := pubsub.New(0, 0)
	defer hub.Close(t.Context())
	hub.Publish("events", 7)
	first, err := hub.SubscribeFor("events", "states", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Release()
	if got := hub.PublishBeside("events", &pubsub.Message{Payload: "news"}); got != 1 {
		t.Errorf("%d subscribers, want 1", got)
	}
	second, err := hub.Subscribe("events", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Release()
	if got := [2]int{len(first.Next()), len(second.Next())}; got != [2]int{1, 0} || second.Position() != 7 {
		t.Errorf("%v messages, position %v", got, second.Position())
	}
	if got := hub.PublishBeside("nobody", &pubsub.Message{}); got != 0 {
		t.Errorf("%d subscribers of a topic that is not there", got)
	}
	if got := [3]int{hub.Interested("events", "states"), hub.Interested("events", "other"), hub.Interested("nobody", "states")}; got != [3]int{1, 0, 0} {
		t.Errorf("%v are interested", got)
	}
}
