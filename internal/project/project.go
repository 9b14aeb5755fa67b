// Package project says which folders are one project: a folder is reported in several spellings, by several programs and systems, and a
// worktree of a repository is another folder of the same work. Rows keep what was reported; the rule is applied where projects are compared.
// The rule is pure. What only the disk knows, links and worktrees that lie elsewhere, is asked of a Resolver.
package project

import (
	"net/url"
	"path"
	"regexp"
	"strings"
)

// Resolver returns the folder that a folder on this machine stands for, and false where it stands for itself or is not here.
type Resolver func(folder string) (string, bool)

// Rule names projects. The zero value knows neither aliases nor the disk.
type Rule struct {
	aliases []alias
	resolve Resolver
}

// alias says that a folder, with those below it, is another one.
type alias struct{ folder, project string }

// New returns a rule. aliases may come from ParseAliases; resolve may be nil.
func New(aliases []Alias, resolve Resolver) Rule {
	r := Rule{resolve: resolve}
	for _, a := range aliases {
		r.aliases = append(r.aliases, alias{Clean(a.Folder), Clean(a.Project)})
	}
	return r
}

// Name returns the name of the project of a folder, "" for "".
func (r Rule) Name(folder string) string {
	name := r.aliased(Clean(folder))
	if r.resolve == nil || name == "" {
		return name
	}
	if resolved, ok := r.resolve(name); ok {
		return r.aliased(Clean(resolved))
	}
	return name
}

// Contains reports whether a folder belongs to the project of another one, or lies below it.
func (r Rule) Contains(project, folder string) bool { return Within(r.Name(project), r.Name(folder)) }

// aliased applies the longest alias that is about a folder.
func (r Rule) aliased(folder string) string {
	found := alias{}
	for _, a := range r.aliases {
		if Within(a.folder, folder) && len(a.folder) > len(found.folder) {
			found = a
		}
	}
	if found.folder == "" {
		return folder
	}
	return found.project + strings.TrimPrefix(folder, found.folder)
}

// Within reports whether a folder is another one or lies below it. Both are in the spelling of a name.
func Within(project, folder string) bool {
	return folder == project || project != "" && strings.HasPrefix(folder, strings.TrimSuffix(project, "/")+"/")
}

var (
	// drive is how a path of Windows begins, mounted how WSL and Cygwin show a drive of Windows.
	drive   = regexp.MustCompile(`^([A-Za-z]):(/|$)`)
	mounted = regexp.MustCompile(`^/(?:mnt|cygdrive)/([A-Za-z])(/|$)`)
	// distribution is how Windows shows the folders of WSL.
	distribution = regexp.MustCompile(`(?i)^//(wsl\.localhost|wsl\$)/[^/]+(/|$)`)
	// worktree is where Claude Code makes worktrees of a repository.
	worktree = regexp.MustCompile(`^(.+?)/\.claude/worktrees/[^/]+(/|$)`)
)

// Clean returns a folder in one spelling: with slashes and none at the end, the letter of its drive in upper case, a drive that WSL mounted by
// its letter, a folder of WSL as WSL names it, and a worktree of Claude Code as the repository that it is made of.
func Clean(folder string) string {
	name := fromURL(strings.TrimSpace(folder))
	if isWindows(name) {
		name = strings.ReplaceAll(name, `\`, "/")
		name = strings.TrimPrefix(name, "//?/")
		if share, isShare := strings.CutPrefix(name, "UNC/"); isShare {
			name = "//" + share
		}
	}
	if name == "" {
		return ""
	}
	name = distribution.ReplaceAllString(name, "/")
	isShare := strings.HasPrefix(name, "//")
	name = path.Clean(name)
	if isShare && !strings.HasPrefix(name, "//") {
		name = "/" + name
	}
	if m := mounted.FindStringSubmatch(name); m != nil {
		name = m[1] + ":/" + strings.TrimPrefix(name[len(m[0]):], "/")
	}
	if drive.MatchString(name) {
		name = strings.ToUpper(name[:1]) + name[1:]
		if len(name) == len("C:") {
			name += "/"
		}
	}
	if m := worktree.FindStringSubmatch(name); m != nil {
		name = strings.TrimSuffix(m[1]+"/"+name[len(m[0]):], "/")
	}
	return name
}

// fromURL returns the folder of a URL, as editors hand folders to agents (RFC 8089): "file:///C:/a%20b" is "C:/a b".
func fromURL(name string) string {
	if !strings.HasPrefix(name, "file:///") {
		return name
	}
	u, err := url.Parse(name)
	if err != nil {
		return name
	}
	if drive.MatchString(u.Path[1:]) {
		return u.Path[1:]
	}
	return u.Path
}

// isWindows reports whether a path is one of Windows, in which a backslash separates folders.
func isWindows(name string) bool {
	return len(name) > 1 && name[1] == ':' || strings.HasPrefix(name, `\\`)
}
