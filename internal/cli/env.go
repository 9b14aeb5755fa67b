package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// envName returns the environment variable of a flag: "log-level" is HTMLGRAPH_LOG_LEVEL.
func envName(flag string) string {
	return "HTMLGRAPH_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// withoutVariable is the annotation of a flag that no environment variable sets: a variable for hooks must not direct all else too.
const withoutVariable = "without-variable"

// withoutVariables marks flags that no environment variable sets.
func withoutVariables(flags *pflag.FlagSet, names ...string) {
	for _, name := range names {
		flags.Lookup(name).Annotations = map[string][]string{withoutVariable: nil}
	}
}

// applyEnvironment sets each flag that is missing on the command line from its environment variable, if that is set.
func applyEnvironment(cmd *cobra.Command, _ []string) error {
	var failed error
	cmd.LocalFlags().VisitAll(func(flag *pflag.Flag) {
		value, ok := os.LookupEnv(envName(flag.Name))
		if _, isMarked := flag.Annotations[withoutVariable]; isMarked || !ok || value == "" || flag.Changed || flag.Name == "help" || failed != nil {
			return
		}
		if err := cmd.Flags().Set(flag.Name, value); err != nil {
			failed = usageError{fmt.Errorf("%s=%q is not valid: --%s takes %s", envName(flag.Name), value, flag.Name, valueKind(flag))}
		}
	})
	return failed
}

// valueKind returns what a flag takes, in words.
func valueKind(flag *pflag.Flag) string {
	switch kind := flag.Value.Type(); kind {
	case "bool":
		return "true or false"
	case "int", "uint64":
		return "a whole number"
	default:
		return "a " + kind
	}
}
