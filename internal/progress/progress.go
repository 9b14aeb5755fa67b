// Package progress shows a person how far long work is: a bar on a terminal, nothing elsewhere.
package progress

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Bar shows how many of a known number of steps are done. The zero value shows nothing.
type Bar struct{ bar *progressbar.ProgressBar }

// Unknown is the total of steps of which nobody knows how many there are.
const Unknown = -1

// New returns a bar over total steps, or Unknown, that is drawn on out, if that is a terminal.
func New(out io.Writer, total int, label string) Bar {
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return Bar{}
	}
	return Bar{progressbar.NewOptions(total,
		progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(label), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionFullWidth(), progressbar.OptionClearOnFinish(),
	)}
}

// Set says that done steps are done.
func (b Bar) Set(done int) {
	if b.bar != nil {
		b.bar.Set(done) //nolint:errcheck // a bar that cannot be drawn is no reason to stop
	}
}

// Finish takes the bar away.
func (b Bar) Finish() {
	if b.bar != nil {
		b.bar.Finish() //nolint:errcheck // as above
	}
}

// Describe says beside the bar what is done.
func (b Bar) Describe(label string) {
	if b.bar != nil {
		b.bar.Describe(label)
	}
}
