package cli

import (
	"github.com/spf13/cobra"

	"github.com/htmlgraph/htmlgraph/internal/app"
)

// printArchive prints the size of the archive of transcripts, and nothing for an empty one. Where it cannot be read, the file is damaged or
// not complete, which is printed already.
func printArchive(cmd *cobra.Command, path string) {
	size, err := app.ArchiveSize(cmd.Context(), path)
	if err != nil || size.Transcripts == 0 {
		return
	}
	lines(cmd.OutOrStdout())("archive", "%d transcripts, %s in %s", size.Transcripts, formatBytes(size.Bytes), formatBytes(size.Stored))
}
