package cli

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
)

// defaultMockAddr is another address than that of serve, so that both can run.
const defaultMockAddr = "127.0.0.1:8010"

func newMock() *cobra.Command {
	settings := config.Serve{LogLevel: "warn", LogFormat: "text", Cache: "memory"}
	var fixtures string
	cmd := &cobra.Command{
		Use:   "mock",
		Short: "Respond to requests with recorded responses",
		Long: "Mock serves the API without a database, for those who develop a client. It validates each request\n" +
			"as a server does, and responds as recorded to the same request, else with the first recorded\n" +
			"response of the operation. The header X-Golden, or golden in the query, names another recording;\n" +
			"a name that does not exist is refused with those that do. Nothing is kept.",
		Example: "  htmlgraph mock\n" +
			"  curl 'http://127.0.0.1:8010/api/events?golden=first-page'\n" +
			"  curl -H 'X-Golden: locked' http://127.0.0.1:8010/api/events\n" +
			"  htmlgraph mock --fixtures fixtures/http --addr 127.0.0.1:4010",
		Args:    noArgs,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := settings.Validate(); err != nil {
				return usageError{err}
			}
			mock := app.Mock{Settings: settings}
			if fixtures != "" {
				mock.Fixtures = os.DirFS(fixtures)
			}
			return app.RunMock(cmd.Context(), mock, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&settings.Addr, "addr", defaultMockAddr, "`host:port` to listen on; any address other than loopback requires --token")
	flags.StringVar(&fixtures, "fixtures", "", "`folder` of recordings, OPERATION/CASE.json; default those of this release")
	flags.StringSliceVar(&settings.AllowHosts, "allow-host", nil, "additional host `name` that requests may use; may be repeated")
	flags.StringSliceVar(&settings.AllowOrigins, "allow-origin", nil, "web `origin` whose pages may read responses; may be repeated")
	flags.StringVar(&settings.Token, "token", "", "`secret` that clients must send, as to a server that was started with it")
	flags.BoolVar(&settings.Insecure, "insecure", false, "allow an address other than loopback without a token")
	return cmd
}
