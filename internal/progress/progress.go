// Package progress shows the progress of long operations: a bar on a terminal, nothing elsewhere.
package progress

import (
	"io"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

// Bar is a progress bar. The zero value shows nothing.
type Bar struct{ bar *progressbar.ProgressBar }

// Unknown is the total where the number of steps is not known.
const Unknown = -1

// New returns a bar with total steps, or Unknown. The bar is drawn on out if that is a terminal.
func New(out io.Writer, total int, label string) Bar {
	file := terminal.File(out)
	if file == nil || !term.IsTerminal(int(file.Fd())) {
		return Bar{}
	}
	return Bar{progressbar.NewOptions(total,
		progressbar.OptionSetWriter(terminal.Raw(out)), progressbar.OptionSetDescription(label), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionFullWidth(), progressbar.OptionClearOnFinish(),
	)}
}

// Set sets the number of completed steps.
func (b Bar) Set(done int) {
	if b.bar != nil {
		b.bar.Set(done) //nolint:errcheck // failing to draw the bar must not stop the work
	}
}

// Finish removes the bar.
func (b Bar) Finish() {
	if b.bar != nil {
		b.bar.Finish() //nolint:errcheck // as above
	}
}

// Describe sets the text beside the bar.
func (b Bar) Describe(label string) {
	if b.bar != nil {
		b.bar.Describe(label)
	}
}
