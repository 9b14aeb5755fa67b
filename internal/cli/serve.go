package cli

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

func newServe() *cobra.Command {
	var settings config.Serve
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the dashboard and the API",
		Long: "Serve opens an HtmlGraph database and serves the dashboard and the API over HTTP. Without --db it\n" +
			"opens the nearest .htmlgraph/htmlgraph.db in the current folder or its parents, else\n" +
			"~/.htmlgraph/htmlgraph.db. A missing file is created. An older file gets the missing tables and\n" +
			"columns, unless --read-only is set. Each flag is also an environment variable: --log-level is\n" +
			"HTMLGRAPH_LOG_LEVEL. SIGINT or SIGTERM stops the server.",
		Example: "  htmlgraph serve\n" +
			"  htmlgraph serve --demo\n" +
			"  htmlgraph serve --db copy.db --read-only --addr 127.0.0.1:8123\n" +
			"  htmlgraph serve --budget-session 5 --budget-project 20/day --budget-project \"$PWD=300/month\"\n" +
			"  HTMLGRAPH_TOKEN=secret htmlgraph serve --addr :8000 --allow-host dashboard.example.org",
		Args:    noArgs,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := settings.Validate(); err != nil {
				return usageError{err}
			}
			folder, home := workingFolder()
			return app.Serve(cmd.Context(), settings, app.Environment{
				Folder: folder, Home: home, State: hookclient.StateFolder(home, os.Getenv), TempDir: os.TempDir(), Stdout: cmd.OutOrStdout(), Stderr: cmd.ErrOrStderr(), Version: Version(),
			})
		},
	}
	serveFlags(cmd, &settings)
	return cmd
}

func serveFlags(cmd *cobra.Command, s *config.Serve) {
	flags := cmd.Flags()
	flags.StringVar(&s.DB, "db", "", "database `file`; created if it does not exist")
	flags.StringVar(&s.Addr, "addr", config.DefaultAddr, "`host:port` to listen on; any address other than loopback requires --token or --require-token")
	flags.BoolVar(&s.ReadOnly, "read-only", false, "do not change the database file")
	flags.StringVar(&s.Prices, "prices", "", "`file` of prices that override the built-in list prices")
	flags.StringVar(&s.ProjectAliases, "project-aliases", "", "`file` of folders that belong to another project, one FOLDER = PROJECT a line")
	flags.StringVar(&s.BudgetSession, "budget-session", "", "budget of each session in `USD`, including its child sessions; alerts at 80 and 100 %")
	flags.StringSliceVar(&s.BudgetProjects, "budget-project", nil,
		"budget `[DIR=]USD[/day|/week|/month]` of one project, or without DIR of each project; may be repeated")
	flags.BoolVar(&s.NoRedact, "no-redact", false, "do not redact keys and passwords in events")
	flags.StringVar(&s.Content, "content", "full", "how `much` is stored of what agents do: full, metadata; with metadata transcripts are not archived")
	flags.BoolVar(&s.Watch, "watch", false, "read the transcripts of agents as they are written")
	flags.BoolVar(&s.NoArchive, "no-archive", false, "with --watch: do not keep copies of the transcripts")
	flags.DurationVar(&s.SessionTimeout, "session-timeout", config.DefaultSessionTimeout, "`time` without events after which a session is ended; 0 for never")
	flags.BoolVar(&s.Demo, "demo", false, "serve a sample database with simulated live events")
	flags.StringVar(&s.Cache, "cache", "memory", "store of the response cache: memory or `redis://host:port/0`")
	flags.StringVar(&s.LogLevel, "log-level", "info", "lowest `level` to log: debug, info, warn or error")
	flags.StringVar(&s.LogFormat, "log-format", "text", "`format` of the log: text or json")
	flags.StringSliceVar(&s.AllowHosts, "allow-host", nil, "additional host `name` that requests may use; may be repeated")
	flags.StringSliceVar(&s.AllowOrigins, "allow-origin", nil, "web `origin` whose pages may read responses and streams; may be repeated")
	flags.StringVar(&s.Token, "token", "", "`secret` that clients send as Authorization: Bearer; better set as HTMLGRAPH_TOKEN")
	flags.StringVar(&s.TLSCert, "tls-cert", "", "`file` of a certificate in PEM: serve HTTPS; read again when it is replaced")
	flags.StringVar(&s.TLSKey, "tls-key", "", "`file` of the key of --tls-cert")
	flags.BoolVar(&s.RequireToken, "require-token", false, "answer only requests with a token, of htmlgraph token create or --token; also on this machine")
	flags.BoolVar(&s.Insecure, "insecure", false, "allow an address other than loopback without a token")
}
