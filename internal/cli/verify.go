package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
	"github.com/htmlgraph/htmlgraph/internal/verify"
)

func newVerify() *cobra.Command {
	options := verify.Options{Patience: verify.Patience, StreamWait: verify.StreamWait, Longest: verify.Longest, Now: time.Now}
	var junit string
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "verify URL",
		Short: "Check a running server against the OpenAPI document",
		Long: "Verify asks a server for each operation of the document that this program contains, and prints each\n" +
			"response that differs from it: the status, content type, headers, body, or message of a stream. It\n" +
			"sends the examples of the document, ids from the server's own lists, and values that the document\n" +
			"does not permit, which must be refused. It prints nothing if the server is as documented. It only\n" +
			"reads, unless --write is given. The exit code is 1 for deviations, and for a server that cannot be\n" +
			"checked.",
		Example: "  htmlgraph verify http://localhost:8000\n" +
			"  htmlgraph verify https://graph.example --token SECRET --junit deviations.xml",
		Args: func(_ *cobra.Command, args []string) (err error) {
			options.Base, err = serverAddress(args)
			return err
		},
		PreRunE: applyEnvironment,
		RunE: func(cmd *cobra.Command, _ []string) error {
			document, err := openapi.Load(gen.OpenAPIJSON)
			if err != nil {
				return err
			}
			options.Document = document
			ctx, cancel := context.WithTimeout(cmd.Context(), timeout)
			defer cancel()
			report, err := verify.Run(ctx, options)
			if cmd.Context().Err() != nil {
				return cmd.Context().Err()
			}
			printDeviations(cmd.OutOrStdout(), report)
			if junit != "" {
				if err := writeAtomically(cmd.Context(), junit, report.WriteJUnit); err != nil {
					return err
				}
			}
			return verdict(report, err, options.Base, timeout)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&options.Token, "token", "", "`secret` that the server asks for")
	flags.BoolVar(&options.Write, "write", false, "check operations that store something, too: the server keeps the document's examples")
	flags.StringVar(&junit, "junit", "", "write what was found to a `file`, in the form of JUnit (XML)")
	flags.DurationVar(&timeout, "within", 5*time.Minute, "the `time` that all of it may take")
	return cmd
}

// serverAddress returns the address of a server in the arguments of a command.
func serverAddress(args []string) (*url.URL, error) {
	if len(args) != 1 {
		return nil, usageError{errors.New("name one server, such as http://localhost:8000")}
	}
	base, err := url.Parse(args[0])
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.Path != "" && base.Path != "/" || base.RawQuery != "" {
		return nil, usageError{fmt.Errorf("%q is not the address of a server, such as http://localhost:8000", args[0])}
	}
	return base, nil
}

func printDeviations(w io.Writer, r verify.Report) {
	for _, check := range r.Checks {
		for _, d := range check.Deviations {
			fmt.Fprintf(w, "%s: %s\n", check.Operation, terminal.Name(d.String()))
		}
	}
}

// verdict returns the error that sums up what was found, and says what to do; nil for a server as documented.
func verdict(r verify.Report, failed error, base *url.URL, timeout time.Duration) error {
	switch {
	case errors.Is(failed, verify.ErrToken):
		return fmt.Errorf("%s requires another token; pass it with --token", base)
	case errors.Is(failed, context.DeadlineExceeded):
		return fmt.Errorf("%d operations were checked within %s, not all; allow more with --within", r.Checked(), timeout)
	case failed != nil:
		return failed
	case r.Deviations() == 0:
		return nil
	case r.Version != "" && r.Version != gen.Version:
		return fmt.Errorf("deviations: %d, in %d requests; the document of the server has the version %s, this program %s: verify with the same version",
			r.Deviations(), r.Requests(), r.Version, gen.Version)
	default:
		return fmt.Errorf("deviations: %d, in %d requests; each line names the operation of the document, which %s/docs shows and `curl` can repeat",
			r.Deviations(), r.Requests(), base)
	}
}
