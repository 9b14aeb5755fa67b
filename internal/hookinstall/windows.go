package hookinstall

import (
	"regexp"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/agent"
)

// windowsPath is how an absolute path of Windows begins.
var windowsPath = regexp.MustCompile(`^([A-Za-z]:[\\/]|\\\\)`)

func isWindowsPath(path string) bool { return windowsPath.MatchString(path) }

// samePath reports whether two paths name one file. Those of Windows have two separators, and the letter of the drive has no case.
func samePath(a, b string) bool {
	if a == b {
		return true
	}
	return isWindowsPath(a) && isWindowsPath(b) && strings.EqualFold(withSlashes(a), withSlashes(b))
}

// withSlashes returns a path of Windows with slashes, which all its shells and programs understand.
func withSlashes(path string) string { return strings.ReplaceAll(path, `\`, "/") }

// plainOnWindows are the characters that have no meaning of their own in cmd.exe, PowerShell and Git Bash.
const plainOnWindows = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-:~"

// windowsWord returns a path of Windows as the first word of a command. In cmd.exe single quotes mean nothing, and PowerShell takes a word in
// quotes for a text, so there are quotes only where the path needs them.
func windowsWord(path string, shell agent.Shell) string {
	path = withSlashes(path)
	isPlain := strings.Trim(path, plainOnWindows) == ""
	switch {
	case isPlain:
		return path
	case shell == agent.PosixShell && strings.ContainsAny(path, "$`"):
		return quoted(path)
	case shell == agent.PowerShell && strings.ContainsAny(path, "$`"):
		return "& '" + strings.ReplaceAll(path, "'", "''") + "'"
	case shell == agent.PowerShell:
		return `& "` + path + `"`
	default:
		return `"` + path + `"`
	}
}
