package cli

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// asksForHelp reports whether there is a flag for help.
func asksForHelp(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool { return arg == "--help" || arg == "-h" })
}

// setKnownFlags sets the flags that the command knows, from the environment and then from args. It ignores all else: unknown words and
// flags, and values that are missing or not valid.
func setKnownFlags(cmd *cobra.Command, args []string) {
	set := func(name, value string) { _ = cmd.Flags().Set(name, value) } // a value that is not valid is ignored
	cmd.LocalFlags().VisitAll(func(flag *pflag.Flag) {
		if value, ok := os.LookupEnv(envName(flag.Name)); ok && value != "" {
			set(flag.Name, value)
		}
	})
	for n := 0; n < len(args); n++ {
		name, value, hasValue := strings.Cut(strings.TrimPrefix(args[n], "--"), "=")
		flag := cmd.Flags().Lookup(name)
		switch {
		case flag == nil || !strings.HasPrefix(args[n], "--"):
		case hasValue:
			set(name, value)
		case flag.NoOptDefVal != "":
			set(name, flag.NoOptDefVal)
		case n+1 < len(args) && !strings.HasPrefix(args[n+1], "--"):
			n++
			set(name, args[n])
		}
	}
}
