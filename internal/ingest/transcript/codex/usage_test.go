package codex_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/codex"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript/transcripttest"
)

// numbered returns a line of a file whose records are numbered (codex-rs/rollout/src/ordinal.rs).
func numbered(ordinal int, kind, payload string) string {
	return fmt.Sprintf(`{"timestamp":"2026-02-01T10:%02d:%02d.000Z","ordinal":%d,"type":%q,"payload":%s}`, ordinal/60, ordinal%60, ordinal, kind, payload)
}

// counts is a TokenUsage (codex-rs/protocol/src/protocol.rs): input includes what was read from the cache and what was written to it, output
// includes the reasoning.
func counts(input, cached, written, output, reasoning int) string {
	return fmt.Sprintf(`{"input_tokens":%d,"cached_input_tokens":%d,"cache_write_input_tokens":%d,"output_tokens":%d,"reasoning_output_tokens":%d,"total_tokens":%d}`,
		input, cached, written, output, reasoning, input+output)
}

// usageRecord is a TokenUsageRecord (codex-rs/history/src/rollout_payload.rs).
func usageRecord(thread, turn, response, usage, more string) string {
	return fmt.Sprintf(`{"thread_id":%q,"turn_id":%q,"session_id":%q,"root_turn_id":%q,"response_id":%q,"usage":%s%s}`, thread, turn, thread, turn, response, usage, more)
}

func countOf(total, last, more string) string {
	return fmt.Sprintf(`{"type":"token_count","info":{"total_token_usage":%s,"last_token_usage":%s,"model_context_window":258400},"rate_limits":null%s}`, total, last, more)
}

// spent returns the tokens of each request, the smallest first: input, read from the cache, written to it, output, thoughts.
func spent(r transcripttest.Report) []string {
	var all []string
	for _, u := range r.Usages {
		all = append(all, fmt.Sprint(u.Input, u.CacheRead, u.CacheWrite5m, u.Output, u.Thoughts))
	}
	slices.Sort(all)
	return all
}

func ownMeta(more string) string {
	return `{"id":"` + codexOwn + `","session_id":"` + codexOwn + `","cwd":"/w","originator":"codex-tui","cli_version":"0.159.0","source":"cli"` + more + `}`
}

const turnOne = `{"turn_id":"t1","cwd":"/w","model":"gpt-x"}`

func TestARequestCountsOnceInWhateverFormsItIsReported(t *testing.T) {
	first, second := counts(1000, 200, 500, 90, 20), counts(1500, 1000, 0, 30, 0)
	both := counts(2500, 1200, 500, 120, 20)
	meta, context := numbered(0, "session_meta", ownMeta(`,"history_mode":"paginated"`)), numbered(1, "turn_context", turnOne)
	started, complete := numbered(2, "event_msg", `{"type":"task_started","turn_id":"t1"}`), numbered(90, "event_msg", `{"type":"task_complete","turn_id":"t1"}`)
	count1, count2 := numbered(10, "event_msg", countOf(first, first, "")), numbered(20, "event_msg", countOf(both, second, ""))
	record1 := numbered(11, "token_usage_record", usageRecord(codexOwn, "t1", "resp_1", first, ""))
	record2 := numbered(21, "token_usage_record", usageRecord(codexOwn, "t1", "resp_2", second, ""))
	want := []string{"300 200 500 70 20", "500 1000 0 30 0"}
	for name, lines := range map[string][]string{
		"by counts":                          {count1, count2},
		"by records":                         {record1, record2},
		"by a count and then a record":       {count1, record1, count2, record2},
		"by a record and then a count":       {record1, count1, record2, count2},
		"by counts that are written twice":   {count1, count1, record1, record2, count2, count2},
		"by a record and its copy":           {record1, numbered(12, "compacted", `{"message":"","latest_token_usage_record":`+usageRecord(codexOwn, "t1", "resp_1", first, "")+`}`), record2, record2},
		"by a count that names no tokens":    {numbered(9, "event_msg", `{"type":"token_count","info":null,"rate_limits":{}}`), count1, record1, record2},
		"by counts while the turn goes on":   {count1, numbered(15, "response_item", `{"type":"function_call","name":"shell","arguments":"{}","call_id":"c1"}`), record1, record2, count2},
		"by a record with a name in a count": {count1, record1, count2, record2, complete},
	} {
		t.Run(name, func(t *testing.T) {
			all := read(t, transcript.Source{}, append([]string{meta, context, started}, lines...)...)
			if got := spent(all); !slices.Equal(got, want) {
				t.Errorf("the requests took %q, want %q", got, want)
			}
		})
	}
}

// TestACountAtTheEndOfAFileIsReported reads a file in two parts. A record that follows in the second has another id; it is matched with the
// count, which is why both are reported as by two sources.
func TestACountAtTheEndOfAFileIsReported(t *testing.T) {
	usage := counts(1000, 0, 0, 90, 0)
	var carry []byte
	var found []ingest.Usage
	for _, lines := range [][]string{
		{numbered(0, "session_meta", ownMeta("")), numbered(1, "turn_context", turnOne), numbered(2, "event_msg", countOf(usage, usage, ""))},
		{numbered(3, "token_usage_record", usageRecord(codexOwn, "t1", "resp_1", usage, "")), numbered(4, "event_msg", countOf(usage, usage, ""))},
	} {
		reader, err := codex.Format().New(transcript.Source{Name: "rollout-" + codexOwn}, carry)
		if err != nil {
			t.Fatal(err)
		}
		batch := transcript.NewBatch()
		for _, line := range lines {
			reader.Read([]byte(line), batch)
		}
		reader.End(batch, false)
		if carry, err = reader.Carry(); err != nil {
			t.Fatal(err)
		}
		for _, o := range batch.Observations {
			if o.Usage != nil {
				found = append(found, *o.Usage)
			}
		}
	}
	if len(found) != 2 || found[0].Fingerprint.Key != found[1].Fingerprint.Key || found[0].Fingerprint.Source == found[1].Fingerprint.Source {
		t.Errorf("the requests are %+v", found)
	}
}

func TestTheModelOfARequestIsThatOfItsTurn(t *testing.T) {
	usage := counts(100, 0, 0, 10, 0)
	settings := `{"type":"thread_settings_applied","thread_id":"` + codexOwn + `","thread_settings":{"model":"of-settings","cwd":"/w"}}`
	request := func(n int, turn string) string {
		return numbered(n, "token_usage_record", usageRecord(codexOwn, turn, fmt.Sprint("resp_", n), usage, ""))
	}
	context := func(n int, turn, model string) string {
		return numbered(n, "turn_context", fmt.Sprintf(`{"turn_id":%q,"model":%q}`, turn, model))
	}
	for name, test := range map[string]struct {
		lines []string
		want  string
	}{
		"of the turn that it names":       {[]string{context(1, "t1", "one"), context(2, "t2", "two"), request(3, "t1")}, "one"},
		"of the latest turn":              {[]string{context(1, "t1", "one"), context(2, "t2", "two"), request(3, "t9")}, "two"},
		"of the settings":                 {[]string{numbered(1, "event_msg", settings), request(3, "t1")}, "of-settings"},
		"of a turn rather than settings":  {[]string{context(1, "t1", "one"), numbered(2, "event_msg", settings), request(3, "t1")}, "one"},
		"of no settings of other threads": {[]string{numbered(1, "event_msg", strings.Replace(settings, codexOwn, codexParent, 1)), request(3, "t1")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			all := read(t, transcript.Source{}, append([]string{numbered(0, "session_meta", ownMeta(""))}, test.lines...)...)
			for _, u := range all.Usages {
				if u.Model != test.want {
					t.Errorf("the model is %q, want %q", u.Model, test.want)
				}
			}
			if len(all.Usages) != 1 {
				t.Errorf("there are %d requests", len(all.Usages))
			}
		})
	}
}

func TestTheServiceTierOfARequest(t *testing.T) {
	usage := counts(100, 0, 0, 10, 0)
	settings := func(tier string) string {
		return `{"type":"thread_settings_applied","thread_settings":{"model":"gpt-x","model_provider_id":"openai"` + tier + `}}`
	}
	record := func(more string) string {
		return numbered(9, "token_usage_record", usageRecord(codexOwn, "t1", "resp_1", usage, more))
	}
	context := func(tier string) string {
		return numbered(4, "turn_context", `{"turn_id":"t1","model":"gpt-x"`+tier+`}`)
	}
	for name, test := range map[string]struct {
		lines []string
		want  string
	}{
		"the usual one":                                {[]string{context(""), record("")}, ""},
		"of the settings":                              {[]string{numbered(1, "event_msg", settings(`,"service_tier":"flex"`)), context(""), record("")}, ingest.TierFlex},
		"of the turn":                                  {[]string{context(`,"service_tier":"ultrafast"`), record("")}, ingest.TierUltrafast},
		"of the record":                                {[]string{context(`,"service_tier":"flex"`), record(`,"service_tier":"fast"`)}, ingest.TierFast},
		"of the count":                                 {[]string{context(""), numbered(9, "event_msg", countOf(usage, usage, `,"service_tier":"priority"`))}, ingest.TierFast},
		"by its other name":                            {[]string{numbered(1, "event_msg", settings(`,"service_tier":"priority"`)), record("")}, ingest.TierFast},
		"of settings that replace others":              {[]string{numbered(1, "event_msg", settings(`,"service_tier":"fast"`)), numbered(2, "event_msg", settings("")), context(""), record("")}, ""},
		"of settings after the turn began":             {[]string{context(`,"service_tier":"fast"`), numbered(5, "event_msg", settings("")), record("")}, ""},
		"of a turn that states the usual one":          {[]string{numbered(1, "event_msg", settings(`,"service_tier":"fast"`)), context(`,"service_tier":null`), record("")}, ""},
		"of the settings again in another turn":        {[]string{numbered(1, "event_msg", settings(`,"service_tier":"fast"`)), numbered(2, "turn_context", `{"turn_id":"t0","service_tier":"flex"}`), context(""), record("")}, ingest.TierFast},
		"of the record, which was not served as asked": {[]string{context(`,"service_tier":"fast"`), record(`,"service_tier":"default"`)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			all := read(t, transcript.Source{}, append([]string{numbered(0, "session_meta", ownMeta(""))}, test.lines...)...)
			for _, u := range all.Usages {
				if u.Tier != test.want {
					t.Errorf("the tier is %q, want %q", u.Tier, test.want)
				}
			}
			if len(all.Usages) != 1 {
				t.Errorf("there are %d requests", len(all.Usages))
			}
		})
	}
}
