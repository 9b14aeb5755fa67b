package handler

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// PostHook stores the payload of a hook.
func (h *Ingestion) PostHook(ctx context.Context, r api.PostHookRequestObject) (api.PostHookResponseObject, error) {
	sender, _ := agent.Find(string(r.Agent)) // the document names the same agents
	payload, err := payloadFromAPI(r.Body)
	if err != nil {
		return nil, err
	}
	var at time.Time
	if stated, ok := model.Instant(deref(r.Params.XObservedAt)).Time(); ok {
		at = stated
	}
	return api.PostHook204Response{}, h.ingestion.Hook(ctx, sender, payload, at)
}

// payloadFromAPI returns a payload as JSON. Its members stay as the agent wrote them.
func payloadFromAPI(body *api.HookPayload) ([]byte, error) {
	var payload bytes.Buffer
	encoder := json.NewEncoder(&payload)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, fmt.Errorf("read the payload of a hook: %w", err)
	}
	return payload.Bytes(), nil
}
