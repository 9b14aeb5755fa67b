package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
	"github.com/htmlgraph/htmlgraph/internal/redact"
)

// hookBudget is the longest time that an agent waits for its hook. Within it, readBudget is the longest time that the hook waits for the
// payload, and the last spoolTime is left for writing to the spool.
const (
	hookBudget = time.Second
	readBudget = 500 * time.Millisecond
	spoolTime  = 200 * time.Millisecond
)

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
			"takes at most one second, so that it never blocks an agent. Words and flags that it does not know,\n" +
			"such as those of other versions, are ignored.\n\n" +
			"Agents run this command. `htmlgraph init` configures them to do so.",
		Example: "  htmlgraph hook < payload.json\n" +
			"  htmlgraph hook --agent " + agent.ShortNames()[0] + " --db .htmlgraph/htmlgraph.db < payload.json",
		DisableFlagParsing: true, // an error in them must not lose a payload
		Annotations:        map[string]string{silent: "always"},
		RunE: func(cmd *cobra.Command, args []string) error {
			if asksForHelp(args) {
				return cmd.Help()
			}
			setKnownFlags(cmd, args)
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

// isSent reports whether what the agents of this machine do is sent to the server of a team. A database or a server that is named wins.
func (s hookSettings) isSent(state string) bool {
	if s.db != "" || s.server != "" {
		return false
	}
	_, is, _ := hookclient.ReadDestination(state) // one that cannot be read is reported by the commands that people run
	return is
}

// deliver reads one payload and delivers it. Failures are ignored, because a hook must not print anything.
func (s hookSettings) deliver(ctx context.Context, stdin io.Reader) {
	at := time.Now()
	ctx, cancel := context.WithDeadline(ctx, at.Add(hookBudget-spoolTime))
	defer cancel()
	payload, err := readPayload(stdin, readBudget)
	if len(payload) == 0 {
		return
	}
	if err != nil {
		payload = hookclient.Beginning(payload)
	}
	sender, known := agent.Find(s.agent)
	if !known {
		sender = hook.InferAgent(payload)
	}
	folder, home := workingFolder()
	state := hookclient.StateFolder(home, os.Getenv)
	isSent := s.isSent(state)
	if s.db == "" {
		s.db, _ = config.Locate(folder, home)
	}
	h := hookclient.Hook{
		DB: s.db, State: state, IsSent: isSent, Server: hookclient.Address{URL: s.server, Token: s.token},
		Store: app.Store(s.noRedact),
	}
	if !s.noRedact {
		h.Redact = func(payload []byte) []byte { return redact.JSON("", payload) }
	}
	if err != nil {
		_ = h.Keep(sender, payload, at) // as below
		return
	}
	_ = h.Deliver(ctx, sender, payload, at) // a hook must not report errors
}

// errIncomplete is the error of a payload of which only the beginning was read: it is too large, or did not come in time.
var errIncomplete = errors.New("the payload is not complete")

// readPayload reads one JSON value, also from an agent that keeps the input open after it. What is no JSON is read to the end of the input.
// Of a payload that is too large, or does not come within the budget, it returns the beginning, and an error.
func readPayload(stdin io.Reader, budget time.Duration) ([]byte, error) {
	parts, whole := make(chan []byte), make(chan json.RawMessage, 1)
	reader, writer := io.Pipe()
	go func() {
		var value json.RawMessage
		if json.NewDecoder(reader).Decode(&value) == nil {
			whole <- value
		}
		io.Copy(io.Discard, reader) //nolint:errcheck // the rest is of no use
	}()
	go func() {
		defer close(parts)
		input := io.TeeReader(io.LimitReader(stdin, hook.MaxPayload+1), writer)
		for {
			part := make([]byte, 64<<10)
			n, err := input.Read(part)
			if n > 0 {
				parts <- part[:n]
			}
			if err != nil {
				writer.Close() //nolint:errcheck // it never fails
				return
			}
		}
	}()
	return gather(parts, whole, time.After(budget))
}

// gather returns the whole value once there is one, else what has come when the input or the time is over.
func gather(parts <-chan []byte, whole <-chan json.RawMessage, over <-chan time.Time) ([]byte, error) {
	var read []byte
	for {
		select {
		case value := <-whole:
			return value, nil
		case <-over:
			return read, errIncomplete
		case part, open := <-parts:
			if !open {
				return read, nil
			}
			if read = append(read, part...); len(read) > hook.MaxPayload {
				return read[:hook.MaxPayload], errIncomplete
			}
		}
	}
}
