package archive

import (
	"bytes"
	"context"
	"io"
)

// reader reads the text of an archived transcript, part by part.
type reader struct {
	ctx        context.Context //nolint:containedctx // io.Reader has no other way to get it
	store      Store
	codec      *codec
	transcript int64
	next       int64
	text       bytes.Reader
}

// Read reads the next bytes of the text.
func (r *reader) Read(into []byte) (int, error) {
	for r.text.Len() == 0 {
		part, found, err := r.store.Part(r.ctx, r.transcript, r.next)
		if err != nil {
			return 0, err
		}
		if !found {
			return 0, io.EOF
		}
		text, err := r.codec.decompress(part.Data)
		if err != nil {
			return 0, err
		}
		r.text.Reset(text)
		r.next = part.Number + 1
	}
	return r.text.Read(into)
}

// open returns the text of a transcript.
func (s *Service) open(ctx context.Context, transcript int64) io.Reader {
	return &reader{ctx: ctx, store: s.store, codec: newCodec(), transcript: transcript}
}
