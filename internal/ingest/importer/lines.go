package importer

import (
	"bytes"
	"io"
	"maps"
	"slices"
)

// lineLog holds what is wrong with the lines of a pass.
type lineLog struct {
	// from is the position at which the pass begins, number how many lines were read since.
	from, number int64
	faults       []lineFault
	// kinds are the lines of the first ignored records, by their types.
	kinds map[string]int64
}

type lineFault struct {
	number int64
	reason string
}

// fault notes that the current line cannot be read.
func (l *lineLog) fault(reason string) {
	if len(l.faults) < maxLines {
		l.faults = append(l.faults, lineFault{l.number, reason})
	}
}

// ignored notes the type of the record in the current line, "" for one that was read.
func (l *lineLog) ignored(kind string) {
	if _, known := l.kinds[kind]; known || kind == "" {
		return
	}
	if l.kinds == nil {
		l.kinds = map[string]int64{}
	}
	l.kinds[kind] = l.number
}

// reportLines adds to the summary what is wrong with lines of a pass. While files are watched the summary is not printed, and the log names the
// first of them.
func (i *Importer) reportLines(p *pass) {
	l := &p.lines
	if len(l.faults) == 0 && (len(l.kinds) == 0 || i.watching) {
		return
	}
	before := linesBefore(p.in, l.from)
	if i.watching {
		first := l.faults[0]
		i.options.Logger.Warn("lines of a transcript cannot be read", "path", p.file.Path, "lines", len(l.faults), "first", before+first.number, "reason", first.reason)
	}
	for _, fault := range l.faults[:min(len(l.faults), maxLines-len(i.summary.Lines))] {
		i.summary.Lines = append(i.summary.Lines, LineProblem{p.file.Path, before + fault.number, fault.reason})
	}
	for _, kind := range slices.Sorted(maps.Keys(l.kinds)) {
		if _, known := i.summary.Ignored[kind]; !known {
			i.summary.Ignored[kind] = LineProblem{Path: p.file.Path, Line: before + l.kinds[kind]}
		}
	}
}

// linesBefore counts the lines before a position of a file.
func linesBefore(in io.ReaderAt, position int64) int64 {
	if position == 0 {
		return 0
	}
	var count int64
	buffer := make([]byte, 64<<10)
	section := io.NewSectionReader(in, 0, position)
	for {
		n, err := section.Read(buffer)
		count += int64(bytes.Count(buffer[:n], []byte("\n")))
		if err != nil {
			return count
		}
	}
}
