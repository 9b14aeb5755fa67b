package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/hookinstall"
)

// initSettings are the flags of `htmlgraph init`.
type initSettings struct {
	global, project, uninstall, dryRun bool
	agents                             []string
}

func newInit() *cobra.Command {
	var settings initSettings
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Have your agents tell HtmlGraph what they do",
		Long: "Init adds `htmlgraph hook` to the settings of the agents that are there: of Claude Code\n" +
			"(~/.claude/settings.json), Codex (~/.codex/hooks.json) and Gemini CLI (~/.gemini/settings.json),\n" +
			"or to those of a project (.claude/settings.local.json, .codex/hooks.json, .gemini/settings.json).\n" +
			"All else in a file stays as it is, and a copy of what it was is kept beside it. To run init again\n" +
			"changes nothing; --uninstall takes out what it put in.",
		Example: "  htmlgraph init\n" +
			"  htmlgraph init --dry-run\n" +
			"  htmlgraph init --project --agent claude\n" +
			"  htmlgraph init --uninstall",
		Args:    noArgs,
		PreRunE: fromEnvironment,
		RunE:    func(cmd *cobra.Command, _ []string) error { return settings.run(cmd.OutOrStdout()) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&settings.global, "global", false, "change your own settings; this is the default")
	flags.BoolVar(&settings.project, "project", false, "change those of the project around the current folder")
	flags.StringSliceVar(&settings.agents, "agent", nil, "`name` of an agent: claude, codex or gemini; may be repeated; all that are there if it is missing")
	flags.BoolVar(&settings.uninstall, "uninstall", false, "take the hooks out")
	flags.BoolVar(&settings.dryRun, "dry-run", false, "show what would change, and change nothing")
	return cmd
}

// run changes the settings of each agent, and says of each in a line what was done.
func (s initSettings) run(to io.Writer) error {
	if s.global && s.project {
		return usageError{errors.New("--global and --project exclude each other")}
	}
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	folder, home := workingFolder()
	if s.project {
		home = projectOf(folder)
	} else if home == "" {
		return errors.New("you have no home folder; name a project with --project")
	}
	agents, err := s.chosen(home)
	if err != nil {
		return err
	}
	options := hookinstall.Options{Program: program, Project: s.project, Remove: s.uninstall, DryRun: s.dryRun, Now: time.Now}
	var failed []error
	put := 0
	for _, agent := range agents {
		outcome, err := hookinstall.Apply(agent, s.folderOf(agent, home), options)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		s.tell(to, agent, outcome)
		put += outcome.Changed
	}
	if put > 0 && !s.uninstall && !s.dryRun {
		tellWhatIsNext(to, folder)
	}
	return errors.Join(failed...)
}

// chosen returns the agents that were named, else those whose folder is there.
func (s initSettings) chosen(home string) ([]hookinstall.Agent, error) {
	all := hookinstall.Agents()
	var named []string
	for _, agent := range all {
		named = append(named, agent.Name)
	}
	for _, name := range s.agents {
		if !slices.Contains(named, name) {
			return nil, usageError{fmt.Errorf("--agent %q is not %s", name, strings.Join(named, ", "))}
		}
	}
	chosen := slices.DeleteFunc(all, func(agent hookinstall.Agent) bool {
		if len(s.agents) > 0 {
			return !slices.Contains(s.agents, agent.Name)
		}
		_, own := workingFolder()
		return !isFolder(s.folderOf(agent, home)) && !isFolder(filepath.Join(own, agent.Folder))
	})
	if len(chosen) == 0 {
		return nil, errors.New("no agent is found: neither ~/.claude nor ~/.codex nor ~/.gemini is there; name one with --agent")
	}
	return chosen, nil
}

// folderOf returns where the files of an agent lie.
func (s initSettings) folderOf(agent hookinstall.Agent, home string) string {
	if named := os.Getenv(agent.Variable); agent.Variable != "" && named != "" && !s.project {
		return named
	}
	return filepath.Join(home, agent.Folder)
}

func (s initSettings) tell(to io.Writer, agent hookinstall.Agent, o hookinstall.Outcome) {
	if s.dryRun && o.Diff != "" {
		fmt.Fprint(to, o.Diff)
		return
	}
	switch {
	case o.Diff == "" && s.uninstall:
		fmt.Fprintf(to, "%s: no hooks of htmlgraph in %s\n", agent.Title, o.Path)
	case o.Diff == "":
		fmt.Fprintf(to, "%s: the hooks are in %s already\n", agent.Title, o.Path)
	default:
		fmt.Fprintf(to, "%s: %s %s%s\n", agent.Title, s.done(o.Changed), o.Path, backup(o))
	}
	if agent.Hint != "" && o.Diff != "" && !s.uninstall {
		fmt.Fprintf(to, "  %s\n", agent.Hint)
	}
}

// tellWhatIsNext says where events go from here, and how to see them.
func tellWhatIsNext(to io.Writer, folder string) {
	_, home := workingFolder()
	path, found := config.Locate(folder, home)
	if found || home != "" {
		fmt.Fprintf(to, "Events of agents that you start here go to %s.\n", path)
	}
	fmt.Fprintln(to, "Start your agents anew, then see what they do: htmlgraph serve")
}

func (s initSettings) done(changed int) string {
	hooks := fmt.Sprintf("%d hooks", changed)
	if changed == 1 {
		hooks = "1 hook"
	}
	if s.uninstall {
		return hooks + " taken out of"
	}
	return hooks + " put into"
}

func backup(o hookinstall.Outcome) string {
	if o.Backup == "" {
		return ""
	}
	return "; what it was is kept as " + filepath.Base(o.Backup)
}

// projectOf returns the folder of the project around a folder: the nearest one upward that git manages, else the folder itself.
func projectOf(folder string) string {
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
