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

// printReaders prints how many transcripts are to be read again, and nothing for none.
func printReaders(cmd *cobra.Command, path string) {
	if count, err := app.ReadByEarlier(cmd.Context(), path); err == nil && count > 0 {
		lines(cmd.OutOrStdout())("readers", "%d transcripts were read by an earlier reader, or rewritten since; `htmlgraph import` reads them again", count)
	}
}
