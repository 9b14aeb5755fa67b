package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/osservice"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

func newService() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "service",
		Short: "Start the server with your session",
		Long: "Service installs `htmlgraph serve --watch` as a service of your user, which starts when you log in: a\n" +
			"unit of systemd on Linux, an agent of launchd on macOS. It needs no rights of an administrator. On a\n" +
			"machine that sends to the server of a team, `install --send` installs `htmlgraph import --send --watch`.",
		Example: "  htmlgraph service install --dry-run\n" +
			"  htmlgraph service install -- --db ~/graph.db --addr 127.0.0.1:9000\n" +
			"  htmlgraph service install --send\n" +
			"  htmlgraph service status\n" +
			"  htmlgraph service uninstall",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newServiceInstall(), newServiceUninstall(), newServiceStatus())
	return cmd
}

// serving and sendingAlong are what a service runs, without and with flags of a server.
func serving(flags []string) []string {
	if len(flags) == 0 {
		flags = []string{"--watch"}
	}
	return append([]string{"serve"}, flags...)
}

func sendingAlong() []string { return []string{"import", "--send", "--watch"} }

// userService returns the service of the user, which runs this program with arguments.
func userService(args []string) (osservice.Service, error) {
	program, err := os.Executable()
	if err != nil {
		return osservice.Service{}, fmt.Errorf("find this program: %w", err)
	}
	_, home := workingFolder()
	settings := filepath.Join(home, ".config")
	if own := os.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(own) {
		settings = own
	}
	return osservice.Service{
		System: runtime.GOOS, Home: home, Config: settings, User: os.Getuid(), Command: append([]string{program}, args...),
		Run: func(ctx context.Context, name string, args ...string) (string, error) {
			output, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			return string(output), err
		},
	}, nil
}

func newServiceInstall() *cobra.Command {
	var dryRun, isSent bool
	cmd := &cobra.Command{
		Use:   "install [-- FLAGS OF SERVE]",
		Short: "Install the service, and start it",
		Long: "Install writes the file of the service, and starts it. Without flags of serve it is started with\n" +
			"--watch. A service that it installed before is replaced; a file of something else is left alone.\n" +
			"With --send it does not serve: it sends what your agents do to the server that `htmlgraph init\n" +
			"--server` named.",
		Example: "  htmlgraph service install --dry-run\n  htmlgraph service install -- --watch --addr 127.0.0.1:9000",
		RunE: func(cmd *cobra.Command, args []string) error {
			command := serving(args)
			if isSent {
				if len(args) > 0 {
					return usageError{errors.New("--send does not serve: it takes no flags of serve")}
				}
				if _, home := workingFolder(); !dryRun {
					if _, err := app.SendFrom(home, os.Getenv); err != nil {
						return err
					}
				}
				command = sendingAlong()
			}
			service, err := userService(command)
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			if dryRun {
				path, text, commands, err := service.Plan()
				if err != nil {
					return err
				}
				fmt.Fprintf(out, "would write %s:\n\n%s\nand run:\n", terminal.Name(path), text)
				for _, command := range commands {
					fmt.Fprintf(out, "  %s\n", terminal.Name(command))
				}
				return nil
			}
			path, err := service.Install(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "installed and started %s\n", terminal.Name(path))
			return nil
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "print what would be done, and do nothing")
	cmd.Flags().BoolVar(&isSent, "send", false, "send to the server that init named, instead of serving")
	return cmd
}

func newServiceUninstall() *cobra.Command {
	return &cobra.Command{
		Use:   "uninstall",
		Short: "Stop the service, and remove it",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			service, err := userService(nil)
			if err != nil {
				return err
			}
			path, err := service.Uninstall(cmd.Context())
			if errors.Is(err, fs.ErrNotExist) {
				fmt.Fprintln(cmd.OutOrStdout(), "no service is installed")
				return nil
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "stopped, and removed %s\n", terminal.Name(path))
			return nil
		},
	}
}

func newServiceStatus() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Say whether the service is installed, and whether it runs",
		Long:  "Status prints what the system says of the service. The exit code is 0 if it runs, and 3 if it does not.",
		Example: "  htmlgraph service status\n" +
			"  htmlgraph service status >/dev/null || htmlgraph service install",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			service, err := userService(nil)
			if err != nil {
				return err
			}
			status, err := service.Status(cmd.Context())
			switch {
			case err != nil:
				return err
			case status.Path == "":
				return stoppedError("no service is installed; `htmlgraph service install` installs one")
			case !status.Running:
				return stoppedError(status.Path + ": " + status.State)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", terminal.Name(status.Path), terminal.Name(status.State))
			return nil
		},
	}
}
