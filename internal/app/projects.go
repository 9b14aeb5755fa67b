package app

import (
	"fmt"
	"os"

	"github.com/htmlgraph/htmlgraph/internal/project"
)

// openProjects returns the rule that says which folders are one project, with the aliases of a file if one is named.
func openProjects(path string) (project.Rule, error) {
	if path == "" {
		return project.New(nil, project.OnDisk()), nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return project.Rule{}, fmt.Errorf("cannot read the file of project aliases: %w", err)
	}
	aliases, err := project.ParseAliases(text)
	if err != nil {
		return project.Rule{}, fmt.Errorf("the file of project aliases %s is not valid: %w", path, err)
	}
	return project.New(aliases, project.OnDisk()), nil
}
