package codex

import (
	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// tokens is a count of tokens as Codex writes it: Input includes Cached and Written, Output includes Reasoning.
type tokens struct{ Input, Cached, Written, Output, Reasoning int64 }

func parseTokens(value gjson.Result) tokens {
	found := jsonscan.Several(value, "input_tokens", "cached_input_tokens", "cache_write_input_tokens", "output_tokens", "reasoning_output_tokens")
	return tokens{
		Input: transcript.Tokens(found[0]), Cached: transcript.Tokens(found[1]), Written: transcript.Tokens(found[2]),
		Output: transcript.Tokens(found[3]), Reasoning: transcript.Tokens(found[4]),
	}
}

func (t tokens) minus(o tokens) tokens {
	return tokens{t.Input - o.Input, t.Cached - o.Cached, t.Written - o.Written, t.Output - o.Output, t.Reasoning - o.Reasoning}
}

func (t tokens) negative() bool {
	return min(t.Input, t.Cached, t.Written, t.Output, t.Reasoning) < 0
}

// fresh returns the input that was neither read from the cache nor written to it.
func (t tokens) fresh() int64 { return max(t.Input-t.Cached-t.Written, 0) }
