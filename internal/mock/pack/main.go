// Command pack writes the recordings of a folder to standard output as an archive: pack FOLDER.
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/htmlgraph/htmlgraph/internal/mock"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: pack FOLDER")
		os.Exit(2)
	}
	out := bufio.NewWriter(os.Stdout)
	err := mock.Pack(os.DirFS(os.Args[1]), out)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}
