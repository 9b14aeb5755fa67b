// Command man writes a manual page for each command of htmlgraph: man FOLDER. SOURCE_DATE_EPOCH is the date of the pages.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra/doc"

	"github.com/htmlgraph/htmlgraph/gen"
	"github.com/htmlgraph/htmlgraph/internal/cli"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "man:", err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return fmt.Errorf("want the folder to write to")
	}
	if err := os.MkdirAll(os.Args[1], 0o755); err != nil {
		return err
	}
	root := cli.Command()
	root.DisableAutoGenTag = true
	header := &doc.GenManHeader{Section: "1", Source: "htmlgraph " + gen.Version, Manual: "HtmlGraph"}
	return doc.GenManTree(root, header, os.Args[1])
}
