package otlp

import (
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// reportLog reports what a log record says.
func (r *record) reportLog(to *collector) {
	switch {
	case r.sender == repeating:
	case r.sender == unknown:
		to.reject(ofNoAgent)
	case r.session() == "":
		to.reject(withoutSession)
	case r.sender == generative:
		r.reportSession(to)
		r.reportMalformed(to)
		r.reportGenerativeLog(to)
	case r.name != "":
		r.report(r.agent.Telemetry.Events[r.name], to)
	}
}

// reportSpan reports what a span says. The spans of some agents repeat their logs.
func (r *record) reportSpan(to *collector) {
	switch {
	case r.sender == repeating || r.sender == registered && r.agent.Telemetry.Spans == nil:
	case r.sender == unknown:
		to.reject(ofNoAgent)
	case r.session() == "":
		to.reject(withoutSession)
	case r.sender == generative:
		r.reportSession(to)
		r.reportMalformed(to)
		r.reportGenerativeSpan(to)
	default:
		r.report(r.spanMeaning(), to)
	}
}

// spanMeaning returns what a span means: by its name, else by its type.
func (r *record) spanMeaning() agent.Record {
	t := r.agent.Telemetry
	if meaning, ok := t.Spans[r.name]; ok {
		return meaning
	}
	return t.Spans[strings.TrimPrefix(r.attrs.text("span.type"), t.Prefix)]
}

// report reports a record of an agent of the registry by what it means, and its session. An ignored record leaves nothing.
func (r *record) report(meaning agent.Record, to *collector) {
	kind := meaning.Of(func(attribute string) string { return r.attrs.text(attribute) })
	if kind == agent.RecordIgnored {
		return
	}
	r.reportSession(to)
	r.reportMalformed(to)
	switch kind {
	case agent.RecordPrompt:
		r.reportPrompt(to)
	case agent.RecordRequest:
		r.reportRequest(to)
	case agent.RecordDecision:
		r.reportDecision(to)
	case agent.RecordCall:
		r.reportCall(r.callID(), to)
	case agent.RecordStart:
		r.reportOther(to, ingest.TypeStart, ingest.StatusRecorded)
	case agent.RecordFailure:
		r.reportOther(to, ingest.TypeError, ingest.StatusFailed)
	default:
		status := ingest.StatusRecorded
		if r.isSpan {
			status = r.outcome()
		}
		r.reportOther(to, ingest.TypeCheckPoint, status)
	}
}
