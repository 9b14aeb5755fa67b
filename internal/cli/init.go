package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/hookclient"
	"github.com/htmlgraph/htmlgraph/internal/hookinstall"
)

// initSettings are the flags of `htmlgraph init`.
type initSettings struct {
	global, project, uninstall, dryRun bool
	agents                             []string
	to                                 sending
}

func newInit() *cobra.Command {
	var settings initSettings
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Add hooks to your agents, so that they report to HtmlGraph",
		Long: "Init adds the command `htmlgraph hook` to the settings of your agents, or with --project to those\n" +
			"of a project:\n\n" + settingsFiles() + "\n" +
			"Nothing else in a file changes, and a backup is stored beside it. Running init twice has no further\n" +
			"effect. --uninstall removes the hooks again, and nothing else: a file that has not changed since init\n" +
			"becomes what it was. A hook is recognised by its command, which is `htmlgraph hook` with flags of its\n" +
			"own; a command that does more, such as one that sets a variable first, is yours and stays.\n\n" +
			"With --server this machine sends what its agents do to the server of a team: hooks only write a file,\n" +
			"and `htmlgraph import --send --watch` sends these and the transcripts. --uninstall ends that too.",
		Example: "  htmlgraph init\n" +
			"  htmlgraph init --dry-run\n" +
			"  htmlgraph init --server https://htmlgraph.example.org --token-file ~/.htmlgraph-token\n" +
			"  htmlgraph init --project --agent " + agent.ShortNames()[0] + "\n" +
			"  htmlgraph init --uninstall",
		Args:    noArgs,
		PreRunE: applyEnvironment,
		RunE:    func(cmd *cobra.Command, _ []string) error { return settings.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&settings.global, "global", false, "change your own settings (the default)")
	flags.BoolVar(&settings.project, "project", false, "change the settings of the project that contains the current folder")
	flags.StringSliceVar(&settings.agents, "agent", nil, "`name` of an agent: "+agentNames()+"; may be repeated; the default is all that are installed")
	flags.BoolVar(&settings.uninstall, "uninstall", false, "remove the hooks")
	flags.BoolVar(&settings.dryRun, "dry-run", false, "show the changes without making them")
	settings.to.addFlags(flags)
	return cmd
}

// run changes the settings of each agent, and prints the result of each.
func (s initSettings) run(ctx context.Context, to io.Writer) error {
	if s.global && s.project {
		return usageError{errors.New("--global and --project cannot be combined")}
	}
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	folder, home := workingFolder()
	if err := s.direct(to, home); err != nil {
		return err
	}
	project := ""
	if s.project {
		project = projectFolder(folder)
		home = project
	} else if home == "" {
		return errors.New("your home folder is not known; use --project to change the settings of a project")
	}
	agents, err := s.selectAgents(home)
	if err != nil {
		return err
	}
	options := hookinstall.Options{
		Program: program, HookFlags: new(hookSettings).flags, Records: recordFolder(),
		Project: project, Remove: s.uninstall, DryRun: s.dryRun, Now: time.Now,
	}
	var failed []error
	changed := 0
	for _, a := range agents {
		outcome, err := hookinstall.Apply(ctx, a, s.settingsFolder(a, home), options)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		s.report(to, a, outcome)
		changed += outcome.Added + outcome.Corrected
	}
	if changed > 0 && !s.dryRun && s.to.server == "" {
		printNextSteps(to, folder)
	}
	return errors.Join(failed...)
}

// direct names the server to which this machine sends, or forgets it with --uninstall.
func (s initSettings) direct(to io.Writer, home string) error {
	destination, err := s.to.flagged()
	switch {
	case err != nil:
		return err
	case destination.Server == "" && (s.to.tokenFile != "" || s.to.content != ""):
		return usageError{errors.New("--token-file and --content are for --server, which is missing")}
	case destination.Server != "" && (s.uninstall || s.project):
		return usageError{errors.New("--server is for the whole machine: it cannot be combined with --project or --uninstall")}
	case s.dryRun:
		return nil
	case s.uninstall && !s.project:
		return s.forgetDestination(to, home)
	case destination.Server == "":
		return nil
	}
	if err := app.SendTo(home, os.Getenv, destination); err != nil {
		return err
	}
	fmt.Fprintf(to, "This machine sends to %s (content: %s).\nRestart your agents, then run: htmlgraph import --send --watch\n", destination.Server, destination.Content)
	return nil
}

func (s initSettings) forgetDestination(to io.Writer, home string) error {
	was, err := hookclient.RemoveDestination(hookclient.StateFolder(home, os.Getenv))
	if was {
		fmt.Fprintln(to, "This machine sends to no server any more.")
	}
	return err
}

// selectAgents returns the named agents, or else those whose settings folder exists.
func (s initSettings) selectAgents(home string) ([]agent.Agent, error) {
	named := map[string]bool{}
	for _, name := range s.agents {
		a, ok := agent.Find(name)
		if !ok {
			return nil, usageError{fmt.Errorf("--agent %q is not known; choose from %s", name, strings.Join(agent.ShortNames(), ", "))}
		}
		named[a.ID] = true
	}
	_, own := workingFolder()
	selected := slices.DeleteFunc(agent.All(), func(a agent.Agent) bool {
		if len(named) > 0 {
			return !named[a.ID]
		}
		return !isFolder(s.settingsFolder(a, home)) && !isFolder(filepath.Join(own, a.Home.Folders[0]))
	})
	if len(selected) == 0 {
		return nil, fmt.Errorf("no agent found: there is no %s; name one with --agent", agentFolders())
	}
	return selected, nil
}

// settingsFolder returns the folder of an agent's settings in the home of the user, or in a project.
func (s initSettings) settingsFolder(a agent.Agent, home string) string {
	if s.project {
		return filepath.Join(home, a.Home.Folders[0])
	}
	return a.Home.In(home, os.Getenv)[0]
}

func (s initSettings) report(to io.Writer, a agent.Agent, o hookinstall.Outcome) {
	if s.dryRun && o.Diff != "" {
		fmt.Fprint(to, o.Diff)
		return
	}
	switch {
	case o.Diff == "" && s.uninstall:
		fmt.Fprintf(to, "%s: no HtmlGraph hooks in %s\n", a.Title, o.Path)
	case o.Diff == "":
		fmt.Fprintf(to, "%s: hooks are already installed in %s\n", a.Title, o.Path)
	default:
		fmt.Fprintf(to, "%s: %s %s%s\n", a.Title, summary(o), o.Path, remark(o))
	}
	if hint := a.Hooks.Settings.Hint; hint != "" && o.Diff != "" && !s.uninstall {
		fmt.Fprintf(to, "  %s\n", hint)
	}
}

// printNextSteps prints where events are stored and how to see them.
func printNextSteps(to io.Writer, folder string) {
	_, home := workingFolder()
	path, found := config.Locate(folder, home)
	if found || home != "" {
		fmt.Fprintf(to, "Events of agents that you start here are stored in %s.\n", path)
	}
	fmt.Fprintln(to, "Restart your agents, then run: htmlgraph serve")
}

// summary says what was done to a file.
func summary(o hookinstall.Outcome) string {
	switch {
	case o.Removed > 0:
		return countHooks(o.Removed) + " removed from"
	case o.Corrected == 0:
		return countHooks(o.Added) + " added to"
	case o.Added == 0:
		return countHooks(o.Corrected) + " corrected in"
	default:
		return fmt.Sprintf("%s added to and %d corrected in", countHooks(o.Added), o.Corrected)
	}
}

func countHooks(n int) string {
	if n == 1 {
		return "1 hook"
	}
	return fmt.Sprintf("%d hooks", n)
}

// remark names the backup of a file, or says that the file is removed.
func remark(o hookinstall.Outcome) string {
	var text string
	if o.Deleted {
		text = "; the file, which init created, is removed"
	}
	if o.Backup != "" {
		text += "; backup: " + filepath.Base(o.Backup)
	}
	return text
}

// recordFolder returns the folder, in the home of the user, where init keeps what settings were before; "" if there is no home.
func recordFolder() string {
	_, home := workingFolder()
	if !isFolder(home) {
		return ""
	}
	return filepath.Join(home, ".htmlgraph", "init")
}

// projectFolder returns the root of the git repository that contains a folder, or the folder itself where there is none.
func projectFolder(folder string) string {
	for at := folder; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return folder
		}
	}
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
