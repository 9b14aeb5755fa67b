package claude

import (
	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// answer is what is known of an answer of the model: one request, written as a record for each block.
type answer struct {
	// Key names the answer in its session. Request is the id of the request, "" for none.
	Key, Request string
	At           model.Instant
	// Prompt is the number of tokens of the request's prompt, the same in all records of an answer.
	Prompt int64
	// After is what had been said to the branch before it.
	After said
}

// said counts the prompts and the results of tools that a branch was given.
type said struct{ Prompts, Results int }

// hears counts what is said to the branch of a record.
func (c *reader) hears(r record, isResult bool) {
	heard, _ := c.state.Said.Get(r.branch)
	if isResult {
		heard.Results++
	} else {
		heard.Prompts++
	}
	c.state.Said.Put(r.branch, heard, maxAnswers)
}

// answerOf returns the answer to which a record belongs. The API names each message and each request as no other, but some gateways name no
// request, and all messages alike: there a new answer begins after a new prompt, and after the result of a tool if the prompt of the request
// has another length. The results of some tools are written before the last blocks of the answer that called them.
func (c *reader) answerOf(r record, message string, usage gjson.Result) answer {
	place := r.branch + "/" + message
	known, isKnown := c.state.Answers.Get(place)
	heard, _ := c.state.Said.Get(r.branch)
	now := answer{Key: message, Request: r.request, At: r.at, Prompt: promptTokens(usage), After: heard}
	if r.request == "" {
		now.Key = place + "/" + string(r.at)
		if key, written := c.state.Written.Get(now.Key); written { // the same line, written twice
			now.Key = key
			return now
		}
	}
	switch {
	case isKnown && c.goesOn(known, now):
		now.Key, now.Request, now.At, now.Prompt = known.Key, known.Request, known.At, max(known.Prompt, now.Prompt)
	case isKnown && r.request != "" && known.Request == r.request:
		now.Key = message + "/" + string(r.at)
	case isKnown && r.request != "":
		now.Key = message + "/" + r.request
	}
	if r.request == "" {
		c.state.Written.Put(place+"/"+string(r.at), now.Key, maxWritten)
	}
	c.state.Answers.Put(place, now, maxAnswers)
	return now
}

// goesOn reports whether a record belongs to the known answer of its message.
func (c *reader) goesOn(known, now answer) bool {
	if known.Request != "" && now.Request != "" { // of one request all records have the same prompt
		isNext := known.After.Prompts != now.After.Prompts && known.Prompt > 0 && now.Prompt > 0 && known.Prompt != now.Prompt
		return known.Request == now.Request && !isNext
	}
	if known.After.Prompts != now.After.Prompts {
		return false
	}
	return known.After.Results == now.After.Results || known.Prompt > 0 && known.Prompt == now.Prompt
}

// promptTokens returns the number of tokens of the prompt of a request.
func promptTokens(usage gjson.Result) int64 {
	var sum int64
	for _, tokens := range jsonscan.Several(usage, "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens") {
		sum += transcript.Tokens(tokens)
	}
	return sum
}
