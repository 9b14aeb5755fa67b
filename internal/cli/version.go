package cli

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/gen"
)

// Version returns the version of this binary, which is that of its OpenAPI document. Where it was not built from the release, the commit follows,
// if it is known: "0.1.0+945ecca01234".
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "v"+gen.Version {
		return gen.Version
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			return gen.Version + "+" + setting.Value[:12]
		}
	}
	return gen.Version
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "htmlgraph", Version())
			return err
		},
	}
}
