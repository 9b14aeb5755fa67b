package cli

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// hookBudget is the longest time that an agent waits for its hook.
const hookBudget = time.Second

// silent is the annotation of a command that prints nothing and always exits with 0. An agent reads output of a hook as a decision,
// and treats a failure as a veto.
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
		Short: "Record a hook payload of an agent",
		Long: "Hook reads one payload from standard input and sends it to the running server. Without a server it\n" +
			"writes to the database itself. Where the database is busy, it spools the payload in a file beside\n" +
			"the database; a later hook or a server stores it. Hook prints nothing, always exits with 0, and\n" +
			"takes at most one second, so that it never blocks an agent.\n\n" +
			"Agents run this command. `htmlgraph init` configures them to do so.",
		Example: "  htmlgraph hook < payload.json\n" +
			"  htmlgraph hook --agent " + agent.ShortNames()[0] + " --db .htmlgraph/htmlgraph.db < payload.json",
		Args:        noArgs,
		Annotations: map[string]string{silent: "always"},
		PreRunE:     applyEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			done := make(chan struct{})
			go func() {
				defer close(done)
				defer func() { _ = recover() }() // a panic would exit with 2, by which a hook blocks the agent
				settings.deliver(cmd.Context(), cmd.InOrStdin())
			}()
			select {
			case <-done:
			case <-time.After(hookBudget):
			}
			return nil
		},
	}
	cmd.Flags().AddFlagSet(settings.flags())
	return cmd
}

// flags returns the flags that set the settings.
func (s *hookSettings) flags() *pflag.FlagSet {
	flags := pflag.NewFlagSet("hook", pflag.ContinueOnError)
	flags.Usage = func() {}
	flags.StringVar(&s.agent, "agent", "", "`name` of the agent: "+agentNames()+"; the default is the agent that the payload looks like")
	flags.StringVar(&s.db, "db", "", "database `file`; the default is the nearest .htmlgraph/htmlgraph.db in this folder or its parents, else the one in your home")
	flags.StringVar(&s.server, "server", "", "`URL` of the server; the default is the server that has the database open")
	flags.StringVar(&s.token, "token", "", "`secret` that the server requires; better set as HTMLGRAPH_TOKEN")
	flags.BoolVar(&s.noRedact, "no-redact", false, "do not redact keys and passwords when no server runs; a server follows its own setting")
	return flags
}

// deliver reads one payload and delivers it. Failures are ignored, because a hook must not print anything.
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
	_ = h.Deliver(ctx, sender, payload, at) // a hook must not report errors
}
