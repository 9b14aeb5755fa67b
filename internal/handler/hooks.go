package handler

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// PostClaudeCodeHook stores what a hook of Claude Code was handed.
func (h *Ingestion) PostClaudeCodeHook(ctx context.Context, r api.PostClaudeCodeHookRequestObject) (api.PostClaudeCodeHookResponseObject, error) {
	return api.PostClaudeCodeHook204Response{}, h.hook(ctx, hook.ClaudeCode, r.Body, r.Params.XObservedAt)
}

// PostCodexHook stores what a hook of Codex was handed.
func (h *Ingestion) PostCodexHook(ctx context.Context, r api.PostCodexHookRequestObject) (api.PostCodexHookResponseObject, error) {
	return api.PostCodexHook204Response{}, h.hook(ctx, hook.Codex, r.Body, r.Params.XObservedAt)
}

// PostGeminiHook stores what a hook of Gemini CLI was handed.
func (h *Ingestion) PostGeminiHook(ctx context.Context, r api.PostGeminiHookRequestObject) (api.PostGeminiHookResponseObject, error) {
	return api.PostGeminiHook204Response{}, h.hook(ctx, hook.Gemini, r.Body, r.Params.XObservedAt)
}

func (h *Ingestion) hook(ctx context.Context, agent hook.Agent, body *api.HookPayload, observedAt *string) error {
	payload, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("read the payload of a hook: %w", err)
	}
	var at time.Time
	if told, ok := model.Instant(deref(observedAt)).Time(); ok {
		at = told
	}
	return h.ingestion.Hook(ctx, agent, payload, at)
}
