package cli

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// sending are the flags of an import that say to which server it sends.
type sending struct {
	server, tokenFile, content string
	named                      bool
}

func (s *sending) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&s.server, "server", "", "send what agents do to the server at a `url`")
	flags.StringVar(&s.tokenFile, "token-file", "", "a `file` with the token for the server")
	flags.StringVar(&s.content, "content", "", "how `much` leaves this machine: full, metadata")
	withoutVariables(flags, "server", "token-file", "content")
}

// destination returns where to send, the zero value for nowhere. Flags that say where and how to store here do not go with a server.
func (s *sending) destination(cmd *cobra.Command, home string) (app.Destination, error) {
	isSent := s.server != "" || s.named
	for _, flag := range []string{"db", "prices", "no-archive"} {
		if isSent && cmd.Flags().Changed(flag) {
			return app.Destination{}, usageError{fmt.Errorf("--%s says how to store here, and --server and --send to store elsewhere: use one of them", flag)}
		}
	}
	for _, flag := range []string{"token-file", "content"} {
		if s.server == "" && cmd.Flags().Changed(flag) {
			return app.Destination{}, usageError{fmt.Errorf("--%s is for --server, which is missing", flag)}
		}
	}
	switch {
	case s.server != "" && s.named:
		return app.Destination{}, usageError{errors.New("--server and --send cannot be combined")}
	case s.named:
		return app.SendFrom(home, os.Getenv)
	}
	return s.flagged()
}

// flagged returns where the flags say to send.
func (s *sending) flagged() (app.Destination, error) {
	level, err := ingest.ParseContent(s.content)
	if err != nil {
		return app.Destination{}, usageError{fmt.Errorf("--content: %w", err)}
	}
	if s.server == "" {
		return app.Destination{}, nil
	}
	return app.Destination{Server: s.server, TokenFile: s.tokenFile, Content: level}, nil
}
