// Package broadcast owns broadcasts: messages of one session to all others that a work item, a track or a spike has changed. It checks
// that the resource exists and publishes the message. It stores nothing.
package broadcast

import (
	"context"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Topic is the topic of broadcasts in the hub.
const Topic = "broadcasts"

// The types of resources.
const (
	Feature = "feature"
	Track   = "track"
	Spike   = "spike"
)

// Broadcast is a message about a changed resource.
type Broadcast struct {
	// ResourceType is Feature, Track or Spike.
	ResourceType, ResourceID string
	From                     Sender
	Payload                  map[string]any
	At                       time.Time
}

// Sender is the agent and the session that sent a broadcast.
type Sender struct{ AgentID, SessionID string }

// Resources reads stored resources.
type Resources interface {
	// WorkItem returns the type and the status of a work item, and false where it does not exist.
	WorkItem(ctx context.Context, id string) (kind, status string, found bool, err error)
	// HasTrack reports whether a track exists.
	HasTrack(ctx context.Context, id string) (bool, error)
}

// Publish publishes a broadcast and returns the number of clients that receive it.
type Publish func(Broadcast) int

// Service publishes broadcasts. It is safe for concurrent use.
type Service struct {
	resources Resources
	publish   Publish
	now       func() time.Time
}

// New returns the service. now is the clock.
func New(resources Resources, publish Publish, now func() time.Time) *Service {
	return &Service{resources: resources, publish: publish, now: now}
}

// Result is the number of clients that received a broadcast, and the time.
type Result struct {
	Clients int
	At      time.Time
}

func (s *Service) publishChange(kind, id string, from Sender, payload map[string]any) Result {
	at := s.now()
	return Result{Clients: s.publish(Broadcast{ResourceType: kind, ResourceID: id, From: from, Payload: payload, At: at}), At: at}
}

// Feature broadcasts that a work item has changed. Like the other methods, it returns CodeNotFound for an unknown id.
func (s *Service) Feature(ctx context.Context, from Sender, id string, payload map[string]any) (Result, error) {
	if _, err := s.status(ctx, id); err != nil {
		return Result{}, err
	}
	return s.publishChange(Feature, id, from, payload), nil
}

// Status broadcasts the new status of a work item, and returns the stored one.
func (s *Service) Status(ctx context.Context, from Sender, id, status string) (old string, result Result, err error) {
	if old, err = s.status(ctx, id); err != nil {
		return "", Result{}, err
	}
	payload := map[string]any{"change_type": "status", "old_status": old, "new_status": status}
	return old, s.publishChange(Feature, id, from, payload), nil
}

// Link broadcasts that a work item was linked to another one. Both must exist.
func (s *Service) Link(ctx context.Context, from Sender, id, linkedID, linkType string) (Result, error) {
	for _, each := range []string{id, linkedID} {
		if _, err := s.status(ctx, each); err != nil {
			return Result{}, err
		}
	}
	payload := map[string]any{"change_type": "link_added", "linked_feature_id": linkedID, "link_type": linkType}
	return s.publishChange(Feature, id, from, payload), nil
}

// Track broadcasts that a track has changed.
func (s *Service) Track(ctx context.Context, from Sender, id string, payload map[string]any) (Result, error) {
	found, err := s.resources.HasTrack(ctx, id)
	if err == nil && !found {
		err = apperr.NotFound("Track not found")
	}
	if err != nil {
		return Result{}, err
	}
	return s.publishChange(Track, id, from, payload), nil
}

// Spike broadcasts that a spike has changed.
func (s *Service) Spike(ctx context.Context, from Sender, id string, payload map[string]any) (Result, error) {
	kind, _, found, err := s.resources.WorkItem(ctx, id)
	if err == nil && (!found || kind != model.WorkItemSpike) {
		err = apperr.NotFound("Spike not found")
	}
	if err != nil {
		return Result{}, err
	}
	return s.publishChange(Spike, id, from, payload), nil
}

// status returns the status of a work item. Both "in-progress" and "in_progress" are stored; it returns the second.
func (s *Service) status(ctx context.Context, id string) (string, error) {
	_, status, found, err := s.resources.WorkItem(ctx, id)
	if err == nil && !found {
		err = apperr.NotFound("Feature not found")
	}
	return strings.ReplaceAll(status, "-", "_"), err
}
