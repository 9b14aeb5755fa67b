package cli

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// hookBudget is how long an agent waits for its hook, whatever happens.
const hookBudget = time.Second

// silent marks a command that prints nothing and always succeeds: an agent takes output for an answer, and failure for a veto.
const silent = "silent"

// hookSettings are the flags of `htmlgraph hook`.
type hookSettings struct {
	agent, db, server, token string
	noRedact                 bool
}

func newHook() *cobra.Command {
	var settings hookSettings
	cmd := &cobra.Command{
		Use:   "hook",
		Short: "Take what an agent hands to its hooks",
		Long: "Hook reads one payload from standard input and hands it to the server that runs. While none\n" +
			"does, it writes it into the database itself; where that does not go at once, it lies beside\n" +
			"the database until a server comes. Hook prints nothing, succeeds whatever happens, and takes a\n" +
			"second at most, so that no agent is ever held up.\n\n" +
			"Agents call it; `htmlgraph init` tells them to.",
		Example: "  htmlgraph hook < payload.json\n" +
			"  htmlgraph hook --agent gemini --db .htmlgraph/htmlgraph.db < payload.json",
		Args:        noArgs,
		Annotations: map[string]string{silent: "always"},
		PreRunE:     fromEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			done := make(chan struct{})
			go func() {
				defer close(done)
				defer func() { _ = recover() }() // a panic would forbid what the agent is about to do
				settings.deliver(cmd.Context(), cmd.InOrStdin())
			}()
			select {
			case <-done:
			case <-time.After(hookBudget):
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&settings.agent, "agent", "", "`name` of the agent: claude, codex or gemini; guessed if it is missing")
	flags.StringVar(&settings.db, "db", "", "database `file`; the nearest .htmlgraph/htmlgraph.db upward, else the one in your home")
	flags.StringVar(&settings.server, "server", "", "`URL` of the server; that of the database if it is missing")
	flags.StringVar(&settings.token, "token", "", "`secret` that the server asks for; better set as HTMLGRAPH_TOKEN")
	flags.BoolVar(&settings.noRedact, "no-redact", false, "store keys and passwords as they are where no server runs; a server decides for itself")
	return cmd
}

// deliver brings one payload on its way. Nobody can be told of a failure.
func (s hookSettings) deliver(ctx context.Context, stdin io.Reader) {
	at := time.Now()
	payload, err := io.ReadAll(io.LimitReader(stdin, hook.MaxPayload+1))
	if err != nil || len(payload) == 0 || len(payload) > hook.MaxPayload {
		return
	}
	sender, known := agent.Find(s.agent)
	if !known {
		sender = hook.InferAgent(payload)
	}
	if s.db == "" {
		s.db, _ = config.Locate(workingFolder())
	}
	h := hookclient.Hook{DB: s.db, Server: hookclient.Address{URL: s.server, Token: s.token}, Store: app.Store(s.noRedact)}
	_ = h.Deliver(ctx, sender, payload, at) // nobody can be told
}
