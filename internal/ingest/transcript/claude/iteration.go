package claude

import (
	"strconv"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/ingest/transcript"
)

// advisor is the type of an iteration in which another model was asked. Its tokens are in no sum: usage.iterations lists it beside the
// attempts of the model itself, whose sums the usage states.
const advisor = "advisor_message"

// iterations adds the requests to other models that an answer took. They belong to what the answer belongs to.
func (c *reader) iterations(of ingest.Usage, usage gjson.Result, out *transcript.Batch) {
	position := 0
	jsonscan.Each(jsonscan.Get(usage, "iterations"), func(_ string, iteration gjson.Result) bool {
		position++
		found := jsonscan.Several(iteration, "type", "model")
		kind, name := found[0].Str, transcript.ID(found[1])
		if kind == advisor || kind != "message" && kind != "compaction" && name != "" && name != of.Model {
			u := tokensOf(iteration)
			u.ID = ingest.UsageID(of.ID+"/"+strconv.Itoa(position), "")
			u.SessionID, u.At, u.Model, u.EventID, u.AgentID = of.SessionID, of.At, name, of.EventID, of.AgentID
			u.Subagent, u.SubagentType = of.Subagent, of.SubagentType
			out.AddUsage(u)
		}
		return position < maxIterations
	})
}

// maxIterations is how many iterations of an answer are read.
const maxIterations = 1000
