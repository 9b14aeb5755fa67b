package transfer

import (
	"slices"
	"time"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// Encode returns an observation as the API takes it. The observation must be normalised, and its texts must not be packed.
func Encode(o *ingest.Observation) api.Observation {
	switch {
	case o.Session != nil:
		return api.Observation{Session: encodeSession(o.Session)}
	case o.Event != nil:
		return api.Observation{Event: encodeEvent(o.Event)}
	case o.Usage != nil:
		return api.Observation{Usage: encodeUsage(o.Usage)}
	case o.Stop != nil:
		return api.Observation{Stop: encodeStop(o.Stop)}
	case o.Message != nil:
		return api.Observation{Message: encodeMessage(o.Message)}
	default:
		return api.Observation{}
	}
}

func encodeSession(s *ingest.Session) *api.ObservedSession {
	return &api.ObservedSession{
		SessionID: s.ID, Agent: s.Agent, ParentSessionID: s.ParentID, ContinuedFrom: s.ContinuedFrom, TranscriptPath: s.TranscriptPath, Cwd: s.Cwd,
		Title: s.Title, TitleByUser: s.TitleByUser, Model: s.Model, StartCommit: s.StartCommit, EndCommit: s.EndCommit, HandoffNotes: s.HandoffNotes,
		RecommendedNext: s.RecommendedNext, At: string(s.At), EndedAt: string(s.EndedAt), Failed: s.Failed, IsSubagent: s.IsSubagent, Metadata: s.Metadata,
	}
}

func encodeEvent(e *ingest.Event) *api.ObservedEvent {
	event := &api.ObservedEvent{
		EventID: e.ID, SessionID: e.SessionID, AgentID: e.AgentID, Type: api.ObservedEventType(e.Type), ToolName: e.ToolName, At: string(e.At), Input: e.Input,
		Output: e.Output, ToolInput: e.ToolInput, ParentEventID: e.ParentID, InTurn: e.InTurn, MayContinue: e.MayContinue, Continues: e.Continues,
		Subagent: e.Subagent, SubagentType: e.SubagentType, TaskID: e.TaskID, FeatureID: e.FeatureID, Model: e.Model, Status: string(e.Status),
		DurationSeconds: e.DurationSeconds, EndedAt: string(e.EndedAt), CostTokens: e.CostTokens, Source: api.ObservedEventSource(e.Source), Context: e.Context,
		ToolUseID: e.ToolUseID, EndsOneRun: e.EndsOneRun, Error: e.Error, Fingerprint: encodeFingerprint(e.Fingerprint),
	}
	if end := e.TaskEnd; end != nil {
		event.TaskEnd = &api.ObservedTaskEnd{Subagent: end.Subagent, Status: string(end.Status), At: string(end.At)}
	}
	if e.Message != nil {
		message := api.ObservedEventMessage(*encodeMessage(e.Message))
		event.Message = &message
	}
	return event
}

func encodeUsage(u *ingest.Usage) *api.ObservedUsage {
	return &api.ObservedUsage{
		UsageID: u.ID, MessageID: u.MessageID, RequestID: u.RequestID, SessionID: u.SessionID, At: string(u.At), Model: u.Model, EventID: u.EventID,
		AgentID: u.AgentID, Subagent: u.Subagent, SubagentType: u.SubagentType, ToolName: u.ToolName, InputTokens: u.Input, OutputTokens: u.Output,
		CacheReadTokens: u.CacheRead, CacheWriteTokens: u.CacheWrite5m, CacheWriteLongTokens: u.CacheWrite1h, ThoughtTokens: u.Thoughts, Tier: u.Tier,
		InferenceGeo: u.InferenceGeo, WebSearches: u.WebSearches, StatedCostMicroUsd: u.StatedMicroUSD, Source: api.ObservedUsageSource(u.Source),
		Fingerprint: encodeFingerprint(u.Fingerprint),
	}
}

func encodeStop(s *ingest.Stop) *api.ObservedStop {
	stop := &api.ObservedStop{
		SessionID: s.SessionID, Subagent: s.Subagent, MainThread: s.MainThread, Except: s.Except, At: string(s.At), Status: string(s.Status), Prompts: s.Prompts,
		EndedBy: s.EndedBy,
	}
	if s.Background != nil {
		background := slices.Clone(s.Background)
		stop.Background = &background
	}
	return stop
}

func encodeMessage(m *ingest.Message) *api.ObservedMessage {
	message := &api.ObservedMessage{
		MessageID: m.ID, SessionID: m.SessionID, EventID: m.EventID, Subagent: m.Subagent, At: string(m.At), Position: m.Position,
		Role: api.ObservedRole(m.Role), Kind: api.MessageKind(m.Kind), Model: m.Model, FinishReason: string(m.FinishReason), Source: m.Source,
		Fingerprint: encodeFingerprint(m.Fingerprint),
	}
	for i := range m.Parts {
		message.Parts = append(message.Parts, encodePart(&m.Parts[i]))
	}
	return message
}

func encodePart(p *ingest.Part) api.ObservedPart {
	part := api.ObservedPart{
		Section: api.ObservedPartSection(p.Section), Number: int64(p.Number), Type: api.ObservedPartType(p.Type), CallID: p.CallID, Name: p.Name, Text: p.Text,
		IsCut: p.IsCut, Meta: p.Meta,
	}
	if b := p.Blob; b != nil {
		part.Blob = &api.ObservedBlob{MimeType: b.MIME, Bytes: b.Bytes, Data: b.Data}
	}
	return part
}

func encodeFingerprint(f *ingest.Fingerprint) *api.Fingerprint {
	if f == nil {
		return nil
	}
	return &api.Fingerprint{
		Key: f.Key, Source: api.FingerprintSource(f.Source), IsShared: f.IsShared, WithinSeconds: f.Within.Seconds(), RepeatedSeconds: f.Repeated.Seconds(),
	}
}

// seconds returns a duration of the API, which is at most mostWithin.
func seconds(s float64) time.Duration {
	return time.Duration(min(s, mostWithin.Seconds()) * float64(time.Second))
}

// mostWithin bounds how far apart reports of one thing may be: no source needs more.
const mostWithin = 24 * time.Hour
