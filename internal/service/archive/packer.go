package archive

import "github.com/htmlgraph/htmlgraph/internal/model"

// partBytes is the size of a part, in bytes of text. A part ends at the end of a line, and a long line makes it longer.
const partBytes = 1 << 20

// packer collects lines and makes parts of them.
type packer struct {
	codec  *codec
	number int64
	text   []byte
	lines  int64
}

// reset begins the parts of another transcript. The buffer for a very long line is not kept.
func (p *packer) reset() {
	if cap(p.text) > 2*partBytes {
		p.text = nil
	}
	p.number, p.text, p.lines = 0, p.text[:0], 0
}

// goOn continues the last part of a transcript if it has room.
func (p *packer) goOn(last model.ArchivedPart) error {
	if p.number = last.Number; last.Bytes >= partBytes {
		p.number++
		return nil
	}
	text, err := p.codec.decompress(last.Data)
	p.text, p.lines = append(p.text[:0], text...), last.Lines
	return err
}

func (p *packer) add(line []byte) {
	p.text = append(append(p.text, line...), '\n')
	p.lines++
}

func (p *packer) isFull() bool { return len(p.text) >= partBytes }

// take returns what was collected as a part, and begins the next one. It returns false where nothing was.
func (p *packer) take() (model.ArchivedPart, bool, error) {
	if p.lines == 0 {
		return model.ArchivedPart{}, false, nil
	}
	data, err := p.codec.compress(p.text)
	part := model.ArchivedPart{Number: p.number, Lines: p.lines, Bytes: int64(len(p.text)), Data: data}
	p.number, p.text, p.lines = p.number+1, p.text[:0], 0
	return part, true, err
}
