package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/access"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

func newToken() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Make and revoke the tokens of people and machines",
		Long: "Token manages who may use a server. A token belongs to a person and one machine of that person, and has\n" +
			"scopes: ingest permits to report, read permits to read everything, admin permits all. The database\n" +
			"holds a digest of each token and not the token. A server that has the database open follows at once.",
		Example: "  htmlgraph token create --name ana-laptop --user ana --scope ingest\n" +
			"  htmlgraph token list\n" +
			"  htmlgraph token revoke k3xq7ab2",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newTokenCreate(), newTokenList(), newTokenRevoke())
	return cmd
}

func newTokenCreate() *cobra.Command {
	var wish access.Wish
	var db string
	cmd := &cobra.Command{
		Use:   "create --name DEVICE --user PERSON --scope SCOPES",
		Short: "Make a token, and print it once",
		Long: "Create makes a token and prints it, alone, on the standard output. It cannot be shown again. A person\n" +
			"and a machine that are not known yet are stored with it.\n\n" +
			"The exit code is 0 if the token is stored, 1 if it is not, and 2 if a flag is missing or invalid.",
		Example: "  htmlgraph token create --name ana-laptop --user ana --scope ingest > token\n" +
			"  htmlgraph token create --name ci --user build --scope ingest,read --expires 90d\n" +
			"  htmlgraph token create --name desk --user ana --scope admin --expires 2027-01-01 --db team.db",
		Args:    noArgs,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for flag, value := range map[string]string{"name": wish.Device, "user": wish.Person, "scope": wish.Scopes} {
				if value == "" {
					return usageError{fmt.Errorf("--%s is required", flag)}
				}
			}
			if err := app.CheckToken(wish); err != nil {
				return usageError{errors.New(apperr.From(err).Public)}
			}
			path, err := databasePath(db)
			if err != nil {
				return err
			}
			token, stored, err := app.CreateToken(cmd.Context(), path, wish)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "token %s of %s on %s, scopes %s, %s; it is not shown again\n",
				stored.Prefix, stored.Person, stored.Device, stored.Scopes, ends(stored))
			_, err = fmt.Fprintln(cmd.OutOrStdout(), token)
			return err
		},
	}
	cmd.Flags().StringVar(&wish.Device, "name", "", "`name` of the machine that uses the token")
	cmd.Flags().StringVar(&wish.Person, "user", "", "`name` of the person to whom it belongs")
	cmd.Flags().StringVar(&wish.Scopes, "scope", "", "`scopes` of the token, separated by commas: ingest, read, admin")
	cmd.Flags().StringVar(&wish.Expires, "expires", "", "`end` of the token: after a time (90d, 12w), or at the start of a day in UTC (2027-01-01); the default is never")
	databaseFlag(cmd, &db)
	return cmd
}

// databaseFlag adds the flag that names the database.
func databaseFlag(cmd *cobra.Command, db *string) {
	cmd.Flags().StringVar(db, "db", "", "database `file`; the default is the one that serve would open")
}

// ends says when a token ends.
func ends(token model.AccessToken) string {
	if token.ExpiresAt == "" {
		return "without an end"
	}
	return "until " + string(token.ExpiresAt) + " UTC"
}

func newTokenList() *cobra.Command {
	var db string
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the tokens",
		Long:    "List prints the tokens, the newest first: to whom they belong, their scopes, and when they were used last.\nThe tokens themselves are stored nowhere.",
		Example: "  htmlgraph token list\n  htmlgraph token list --json --db team.db",
		Args:    noArgs,
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := databasePath(db)
			if err != nil {
				return err
			}
			tokens, err := app.ListTokens(cmd.Context(), path)
			if err != nil {
				return err
			}
			if asJSON {
				return printTokensAsJSON(cmd.OutOrStdout(), tokens)
			}
			return printTokens(cmd.OutOrStdout(), tokens)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	databaseFlag(cmd, &db)
	return cmd
}

// printTokens prints a table of tokens. Names in a database may contain control characters.
func printTokens(w io.Writer, tokens []model.AccessToken) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "TOKEN\tUSER\tNAME\tSCOPES\tSTATE\tEXPIRES\tLAST USED")
	for _, t := range tokens {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", terminal.Name(t.Prefix), terminal.Name(t.Person), terminal.Name(t.Device), terminal.Name(t.Scopes.String()),
			access.State(t, time.Now()), cmp.Or(terminal.Name(t.ExpiresAt.Day()), "never"), cmp.Or(terminal.Name(t.LastUsedDay), "never"))
	}
	return table.Flush()
}

// listedToken is a token in the JSON of list.
type listedToken struct {
	Token       string        `json:"token"`
	User        string        `json:"user"`
	Name        string        `json:"name"`
	Scopes      model.Scopes  `json:"scopes"`
	State       string        `json:"state"`
	CreatedAt   model.Instant `json:"created_at"`
	ExpiresAt   model.Instant `json:"expires_at,omitempty"`
	RevokedAt   model.Instant `json:"revoked_at,omitempty"`
	LastUsedDay string        `json:"last_used_day,omitempty"`
}

func printTokensAsJSON(w io.Writer, tokens []model.AccessToken) error {
	list := make([]listedToken, len(tokens))
	for i, t := range tokens {
		list[i] = listedToken{t.Prefix, t.Person, t.Device, t.Scopes, access.State(t, time.Now()), t.CreatedAt, t.ExpiresAt, t.RevokedAt, t.LastUsedDay}
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(list)
}

func newTokenRevoke() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "revoke TOKEN",
		Short: "End the use of a token",
		Long: "Revoke ends the use of a token, which is named by its 8 letters in the list, or as a whole. Requests with\n" +
			"it are refused at once.\n\n" +
			"The exit code is 0 if the token is revoked, and 1 if it is unknown or was revoked before.",
		Example: "  htmlgraph token revoke k3xq7ab2\n  htmlgraph token revoke k3xq7ab2 --db team.db",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || args[0] == "" {
				return usageError{fmt.Errorf("%s takes one TOKEN", cmd.CommandPath())}
			}
			return nil
		},
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := databasePath(db)
			if err != nil {
				return err
			}
			prefix, err := app.RevokeToken(cmd.Context(), path, args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "token %s is revoked\n", prefix)
			return err
		},
	}
	databaseFlag(cmd, &db)
	return cmd
}
