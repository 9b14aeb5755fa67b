package codex

import (
	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// tokens is a count of tokens as Codex writes it: Input includes Cached and Written, Output includes Reasoning.
type tokens struct{ Input, Cached, Written, Output, Reasoning int64 }

func parseTokens(value gjson.Result) (t tokens) {
	jsonscan.Each(value, func(name string, n gjson.Result) bool {
		switch name {
		case "input_tokens":
			t.Input = transcript.Tokens(n)
		case "cached_input_tokens":
			t.Cached = transcript.Tokens(n)
		case "cache_write_input_tokens":
			t.Written = transcript.Tokens(n)
		case "output_tokens":
			t.Output = transcript.Tokens(n)
		case "reasoning_output_tokens":
			t.Reasoning = transcript.Tokens(n)
		}
		return true
	})
	return t
}

func (t tokens) minus(o tokens) tokens {
	return tokens{t.Input - o.Input, t.Cached - o.Cached, t.Written - o.Written, t.Output - o.Output, t.Reasoning - o.Reasoning}
}

func (t tokens) negative() bool {
	return min(t.Input, t.Cached, t.Written, t.Output, t.Reasoning) < 0
}

// fresh returns the input that was neither read from the cache nor written to it.
func (t tokens) fresh() int64 { return max(t.Input-t.Cached-t.Written, 0) }
