// Package broadcast owns what one session tells all others: that a work item, a track or a spike changed. It
// looks whether there is such a thing, and passes the news on; nothing is stored.
package broadcast

import (
	"context"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Topic is the topic of the hub on which broadcasts go out.
const Topic = "broadcasts"

// Kinds of resources.
const (
	Feature = "feature"
	Track   = "track"
	Spike   = "spike"
)

// Broadcast is one piece of news.
type Broadcast struct {
	// ResourceType is Feature, Track or Spike; ResourceID is its id.
	ResourceType, ResourceID string
	From                     From
	Payload                  map[string]any
	At                       time.Time
}

// From is who tells it.
type From struct{ AgentID, SessionID string }

// Resources is what the service needs of stored things.
type Resources interface {
	// WorkItem returns the type and the status of a work item, and false if there is none of that id.
	WorkItem(ctx context.Context, id string) (kind, status string, found bool, err error)
	// HasTrack reports whether there is a track of that id.
	HasTrack(ctx context.Context, id string) (bool, error)
}

// Tell passes a broadcast on and returns how many clients it reaches.
type Tell func(Broadcast) int

// Service passes news on. It is safe for concurrent use.
type Service struct {
	resources Resources
	tell      Tell
	now       func() time.Time
}

// New returns the service over its sources; now is the clock.
func New(resources Resources, tell Tell, now func() time.Time) *Service {
	return &Service{resources: resources, tell: tell, now: now}
}

// Told says whom a broadcast reached, and when.
type Told struct {
	Clients int
	At      time.Time
}

func (s *Service) pass(kind, id string, from From, payload map[string]any) Told {
	at := s.now()
	return Told{Clients: s.tell(Broadcast{ResourceType: kind, ResourceID: id, From: from, Payload: payload, At: at}), At: at}
}

// Feature tells that a work item changed; it fails with CodeNotFound for an unknown one, as all of these do.
func (s *Service) Feature(ctx context.Context, from From, id string, payload map[string]any) (Told, error) {
	if _, err := s.status(ctx, id); err != nil {
		return Told{}, err
	}
	return s.pass(Feature, id, from, payload), nil
}

// Status tells the new status of a work item, and returns the stored one.
func (s *Service) Status(ctx context.Context, from From, id, status string) (old string, told Told, err error) {
	if old, err = s.status(ctx, id); err != nil {
		return "", Told{}, err
	}
	payload := map[string]any{"change_type": "status", "old_status": old, "new_status": status}
	return old, s.pass(Feature, id, from, payload), nil
}

// Link tells that a work item was linked with another, which has to exist as well.
func (s *Service) Link(ctx context.Context, from From, id, linkedID, linkType string) (Told, error) {
	for _, each := range []string{id, linkedID} {
		if _, err := s.status(ctx, each); err != nil {
			return Told{}, err
		}
	}
	payload := map[string]any{"change_type": "link_added", "linked_feature_id": linkedID, "link_type": linkType}
	return s.pass(Feature, id, from, payload), nil
}

// Track tells that a track changed.
func (s *Service) Track(ctx context.Context, from From, id string, payload map[string]any) (Told, error) {
	found, err := s.resources.HasTrack(ctx, id)
	if err == nil && !found {
		err = apperr.NotFound("Track not found")
	}
	if err != nil {
		return Told{}, err
	}
	return s.pass(Track, id, from, payload), nil
}

// Spike tells that a spike changed.
func (s *Service) Spike(ctx context.Context, from From, id string, payload map[string]any) (Told, error) {
	kind, _, found, err := s.resources.WorkItem(ctx, id)
	if err == nil && (!found || kind != model.WorkItemSpike) {
		err = apperr.NotFound("Spike not found")
	}
	if err != nil {
		return Told{}, err
	}
	return s.pass(Spike, id, from, payload), nil
}

// status returns the status of a work item; "in-progress" and "in_progress" are both stored and mean the same.
func (s *Service) status(ctx context.Context, id string) (string, error) {
	_, status, found, err := s.resources.WorkItem(ctx, id)
	if err == nil && !found {
		err = apperr.NotFound("Feature not found")
	}
	return strings.ReplaceAll(status, "-", "_"), err
}
