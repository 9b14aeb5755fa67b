// Command ogen makes ten calls through a client that ogen generated.
package main

import (
	"context"
	"log"
	"os"

	"generated/api"
)

// anonymous sends no token.
type anonymous struct{}

func (anonymous) BasicAuth(context.Context, api.OperationName) (api.BasicAuth, error) {
	return api.BasicAuth{}, nil
}

func (anonymous) BearerAuth(context.Context, api.OperationName) (api.BearerAuth, error) {
	return api.BearerAuth{}, nil
}

// as returns a response as the type that it has to be, or ends the program.
func as[T any](call string, response any, err error) T {
	typed, ok := response.(T)
	if err != nil || !ok {
		log.Fatalf("%s: %T %v, %v", call, response, response, err)
	}
	return typed
}

func check(what string, ok bool) {
	if !ok {
		log.Fatal(what)
	}
}

func main() {
	ctx := context.Background()
	client, err := api.NewClient(os.Getenv("HTMLGRAPH_URL"), anonymous{})
	if err != nil {
		log.Fatal(err)
	}
	events(ctx, client)
	sessions(ctx, client)
	figures(ctx, client)
}

func events(ctx context.Context, client *api.Client) {
	input := api.EventInput{EventID: api.NewOptNilString("ogen/1"), SessionID: "ogen", AgentID: "tests", EventType: "tool_call", ToolName: api.NewOptNilString("Bash")}
	posted, err := client.PostEvents(ctx, api.NewEventInputEventInputs(input))
	as[*api.IngestedHeaders]("PostEvents", posted, err)
	event, err := client.GetEvent(ctx, api.GetEventParams{EventID: "ogen/1"})
	check("the tool", as[*api.EventDetailHeaders]("GetEvent", event, err).Response.ToolName.Value == "Bash")
	list, err := client.ListEvents(ctx, api.ListEventsParams{SessionID: api.NewOptString("ogen")})
	check("the total", as[*api.ListEventsOKHeaders]("ListEvents", list, err).XTotalCount == 1)
}

func sessions(ctx context.Context, client *api.Client) {
	posted, err := client.PostSession(ctx, &api.SessionInput{SessionID: "ogen", Agent: "tests"})
	as[*api.SessionIngestedHeaders]("PostSession", posted, err)
	patched, err := client.PatchSession(ctx, &api.SessionChange{Status: api.NewOptNilSessionChangeStatus(api.SessionChangeStatusCompleted)}, api.PatchSessionParams{SessionID: "ogen"})
	as[*api.SessionIngestedHeaders]("PatchSession", patched, err)
	session, err := client.GetSession(ctx, api.GetSessionParams{SessionID: "ogen"})
	check("the status", as[*api.SessionDetailHeaders]("GetSession", session, err).Response.Status == "completed")
	list, err := client.ListSessions(ctx, api.ListSessionsParams{})
	check("a session", len(as[*api.SessionListHeaders]("ListSessions", list, err).Response.Sessions) > 0)
}

func figures(ctx context.Context, client *api.Client) {
	costs, err := client.GetCosts(ctx, api.GetCostsParams{Tz: api.NewOptString("Europe/Berlin")})
	as[*api.CostsHeaders]("GetCosts", costs, err)
	stats, err := client.GetInitialStats(ctx)
	check("an event", as[*api.InitialStatsHeaders]("GetInitialStats", stats, err).Response.TotalEvents > 0)
	agents, err := client.ListAgents(ctx)
	check("an agent", len(as[*api.AgentListHeaders]("ListAgents", agents, err).Response.Agents) > 0)
	missing, err := client.GetEvent(ctx, api.GetEventParams{EventID: "none"})
	as[*api.NotFoundHeaders]("GetEvent", missing, err)
}
