package cli

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
)

func newServe() *cobra.Command {
	var settings config.Serve
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve a database over HTTP",
		Long: "Serve answers the API over a HtmlGraph database. Without --db it takes the nearest\n" +
			".htmlgraph/htmlgraph.db from the current folder upward, else ~/.htmlgraph/htmlgraph.db.\n" +
			"A file that is not there is created; an older one gets the columns it lacks, unless\n" +
			"--read-only is set. Each flag is also an environment variable: --log-level is\n" +
			"HTMLGRAPH_LOG_LEVEL. SIGINT or SIGTERM ends it.",
		Example: "  htmlgraph serve\n" +
			"  htmlgraph serve --demo\n" +
			"  htmlgraph serve --db copy.db --read-only --addr 127.0.0.1:8123\n" +
			"  htmlgraph serve --budget-session 5 --budget-project 20/day --budget-project \"$PWD=300/month\"\n" +
			"  HTMLGRAPH_TOKEN=secret htmlgraph serve --addr :8000 --allow-host dashboard.example.org",
		Args:    noArgs,
		PreRunE: fromEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := settings.Validate(); err != nil {
				return usageError{err}
			}
			folder, home := workingFolder()
			return app.Serve(cmd.Context(), settings, app.Surroundings{
				Folder: folder, Home: home, TempDir: os.TempDir(), Stdout: cmd.OutOrStdout(), Stderr: cmd.ErrOrStderr(), Version: Version(),
			})
		},
	}
	serveFlags(cmd, &settings)
	return cmd
}

func serveFlags(cmd *cobra.Command, s *config.Serve) {
	flags := cmd.Flags()
	flags.StringVar(&s.DB, "db", "", "database `file`; created if it is not there")
	flags.StringVar(&s.Addr, "addr", config.DefaultAddr, "`host:port` to listen on; beyond loopback --token is needed")
	flags.BoolVar(&s.ReadOnly, "read-only", false, "leave the database file byte for byte as it is")
	flags.StringVar(&s.Prices, "prices", "", "`file` of prices, which win over the list prices that the program knows")
	flags.StringVar(&s.BudgetSession, "budget-session", "", "`USD` that a session may cost with all that it began; warns at 80 and 100 %")
	flags.StringSliceVar(&s.BudgetProjects, "budget-project", nil,
		"`[DIR=]USD[/day|/week|/month]` that a project, or without DIR each project, may cost; may be repeated")
	flags.BoolVar(&s.NoRedact, "no-redact", false, "store keys and passwords that agents tell as they are")
	flags.BoolVar(&s.Watch, "watch", false, "read the transcripts that agents keep, as they write them")
	flags.DurationVar(&s.SessionTimeout, "session-timeout", config.DefaultSessionTimeout, "how `long` a session may be silent before it counts as over; 0 for ever")
	flags.BoolVar(&s.Demo, "demo", false, "serve a lively sample database from a temporary folder")
	flags.StringVar(&s.Cache, "cache", "memory", "where answers are kept: memory or `redis://host:port/0`")
	flags.StringVar(&s.LogLevel, "log-level", "info", "least `level` to log: debug, info, warn, error")
	flags.StringVar(&s.LogFormat, "log-format", "text", "`format` of the log: text or json")
	flags.StringSliceVar(&s.AllowHosts, "allow-host", nil, "`name` beside loopback that requests may use as Host; may be repeated")
	flags.StringSliceVar(&s.AllowOrigins, "allow-origin", nil, "web `origin` that may read answers in a browser; may be repeated")
	flags.StringVar(&s.Token, "token", "", "`secret` that clients send as Authorization: Bearer; better set as HTMLGRAPH_TOKEN")
	flags.BoolVar(&s.Insecure, "insecure", false, "permit an address beyond loopback without a token")
}
