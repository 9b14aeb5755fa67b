package transfer

import (
	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Decode returns an observation of the API. It must be valid as the document says.
func Decode(o *api.Observation) ingest.Observation {
	switch {
	case o.Session != nil:
		return ingest.Observation{Session: decodeSession(o.Session)}
	case o.Event != nil:
		return ingest.Observation{Event: decodeEvent(o.Event)}
	case o.Usage != nil:
		return ingest.Observation{Usage: decodeUsage(o.Usage)}
	case o.Stop != nil:
		return ingest.Observation{Stop: decodeStop(o.Stop)}
	case o.Message != nil:
		return ingest.Observation{Message: decodeMessage(o.Message)}
	default:
		return ingest.Observation{}
	}
}

func decodeSession(s *api.ObservedSession) *ingest.Session {
	return &ingest.Session{
		ID: s.SessionID, Agent: s.Agent, ParentID: s.ParentSessionID, ContinuedFrom: s.ContinuedFrom, TranscriptPath: s.TranscriptPath, Cwd: s.Cwd,
		Title: s.Title, TitleByUser: s.TitleByUser, Model: s.Model, StartCommit: s.StartCommit, EndCommit: s.EndCommit, HandoffNotes: s.HandoffNotes,
		RecommendedNext: s.RecommendedNext, At: model.Instant(s.At), EndedAt: model.Instant(s.EndedAt), Failed: s.Failed, IsSubagent: s.IsSubagent,
		Metadata: s.Metadata,
	}
}

func decodeEvent(e *api.ObservedEvent) *ingest.Event {
	event := &ingest.Event{
		ID: e.EventID, SessionID: e.SessionID, AgentID: e.AgentID, Type: string(e.Type), ToolName: e.ToolName, At: model.Instant(e.At), Input: e.Input,
		Output: e.Output, ToolInput: e.ToolInput, ParentID: e.ParentEventID, InTurn: e.InTurn, MayContinue: e.MayContinue, Continues: e.Continues,
		Subagent: e.Subagent, SubagentType: e.SubagentType, TaskID: e.TaskID, FeatureID: e.FeatureID, Model: e.Model, Status: ingest.Status(e.Status),
		DurationSeconds: e.DurationSeconds, EndedAt: model.Instant(e.EndedAt), CostTokens: e.CostTokens, Source: string(e.Source), Context: e.Context,
		ToolUseID: e.ToolUseID, EndsOneRun: e.EndsOneRun, Error: e.Error, Fingerprint: decodeFingerprint(e.Fingerprint),
	}
	if end := e.TaskEnd; end != nil {
		event.TaskEnd = &ingest.TaskEnd{Subagent: end.Subagent, Status: ingest.Status(end.Status), At: model.Instant(end.At)}
	}
	if e.Message != nil {
		message := api.ObservedMessage(*e.Message)
		event.Message = decodeMessage(&message)
	}
	return event
}

func decodeUsage(u *api.ObservedUsage) *ingest.Usage {
	return &ingest.Usage{
		ID: u.UsageID, MessageID: u.MessageID, RequestID: u.RequestID, SessionID: u.SessionID, At: model.Instant(u.At), Model: u.Model, EventID: u.EventID,
		AgentID: u.AgentID, Subagent: u.Subagent, SubagentType: u.SubagentType, ToolName: u.ToolName, Input: u.InputTokens, Output: u.OutputTokens,
		CacheRead: u.CacheReadTokens, CacheWrite5m: u.CacheWriteTokens, CacheWrite1h: u.CacheWriteLongTokens, Thoughts: u.ThoughtTokens, Tier: u.Tier,
		InferenceGeo: u.InferenceGeo, WebSearches: u.WebSearches, StatedMicroUSD: u.StatedCostMicroUsd, Source: string(u.Source),
		Fingerprint: decodeFingerprint(u.Fingerprint),
	}
}

func decodeStop(s *api.ObservedStop) *ingest.Stop {
	stop := &ingest.Stop{
		SessionID: s.SessionID, Subagent: s.Subagent, MainThread: s.MainThread, Except: s.Except, At: model.Instant(s.At), Status: ingest.Status(s.Status),
		Prompts: s.Prompts, EndedBy: s.EndedBy,
	}
	if s.Background != nil {
		stop.Background = *s.Background
	}
	return stop
}

func decodeMessage(m *api.ObservedMessage) *ingest.Message {
	message := &ingest.Message{
		ID: m.MessageID, SessionID: m.SessionID, EventID: m.EventID, Subagent: m.Subagent, At: model.Instant(m.At), Position: m.Position,
		Role: model.Role(m.Role), Kind: model.MessageKind(m.Kind), Model: m.Model, FinishReason: model.FinishReason(m.FinishReason), Source: m.Source,
		Fingerprint: decodeFingerprint(m.Fingerprint),
	}
	for i := range m.Parts {
		message.Parts = append(message.Parts, decodePart(&m.Parts[i]))
	}
	return message
}

// decodePart computes the hash of data itself: it decides under which name they are stored, so nobody else may state it.
func decodePart(p *api.ObservedPart) ingest.Part {
	part := ingest.Part{
		Section: model.Section(p.Section), Number: int(p.Number), Type: model.PartType(p.Type), CallID: p.CallID, Name: p.Name, Text: p.Text, IsCut: p.IsCut,
		Meta: p.Meta,
	}
	if b := p.Blob; b != nil {
		part.Blob = &ingest.Blob{MIME: b.MimeType, Bytes: b.Bytes}
		if len(b.Data) > 0 {
			part.Blob = ingest.NewBlob(b.MimeType, b.Data)
		}
	}
	return part
}

func decodeFingerprint(f *api.Fingerprint) *ingest.Fingerprint {
	if f == nil {
		return nil
	}
	return &ingest.Fingerprint{
		Key: f.Key, Source: string(f.Source), IsShared: f.IsShared, Within: seconds(f.WithinSeconds), Repeated: seconds(f.RepeatedSeconds),
	}
}
