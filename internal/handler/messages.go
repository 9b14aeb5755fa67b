package handler

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
)

// Messages handles the operations for messages.
type Messages struct{ messages *conversation.Service }

// NewMessages returns the handlers.
func NewMessages(service *conversation.Service) *Messages { return &Messages{messages: service} }

// ListSessionMessages returns a window of the messages of a session.
func (h *Messages) ListSessionMessages(
	ctx context.Context, r api.ListSessionMessagesRequestObject,
) (api.ListSessionMessagesResponseObject, error) {
	q, err := fromAPIMessageQuery(r)
	if err != nil {
		return nil, err
	}
	window, err := h.messages.Window(ctx, q)
	if err != nil {
		return nil, err
	}
	return api.ListSessionMessages200JSONResponse(toAPIWindow(window)), nil
}

func fromAPIMessageQuery(r api.ListSessionMessagesRequestObject) (conversation.Query, error) {
	p := r.Params
	q := conversation.Query{
		SessionID: r.SessionID, Subagent: p.Subagent, Around: deref(p.Around), FromEnd: deref(p.From) == api.ListSessionMessagesParamsFromEnd,
		Limit: conversation.DefaultMessages, Bytes: conversation.DefaultBytes,
	}
	if p.Limit != nil {
		q.Limit = int(*p.Limit)
	}
	if p.MaxBytes != nil {
		q.Bytes = int(*p.MaxBytes)
	}
	if p.Kinds != nil {
		for kind := range strings.SplitSeq(*p.Kinds, ",") {
			q.Kinds = append(q.Kinds, model.MessageKind(kind))
		}
	}
	given := 0
	for _, isGiven := range []bool{p.Around != nil, p.Before != nil, p.After != nil, p.From != nil} {
		if isGiven {
			given++
		}
	}
	if given > 1 {
		return q, apperr.Invalid("At most one of around, before, after and from may be given.", apperr.Field{
			Location: []string{"query", "from"}, Message: "another place is given too", Type: "value_error.conflict",
		})
	}
	var err error
	if q.Before, err = fromAPIMessageCursor("before", p.Before, r.SessionID); err != nil {
		return q, err
	}
	q.After, err = fromAPIMessageCursor("after", p.After, r.SessionID)
	return q, err
}

// fromAPIMessageCursor returns the position that a parameter states, nil for none. One of another session is as wrong as any other text.
func fromAPIMessageCursor(name string, cursor *string, sessionID string) (*model.MessageCursor, error) {
	if cursor == nil {
		return nil, nil
	}
	position, err := model.ParseMessageCursor(*cursor)
	if err != nil || position.SessionID != sessionID {
		return nil, apperr.Invalid("The cursor was not issued by this service for this session.", apperr.Field{
			Location: []string{"query", name}, Message: "not a cursor of this session", Type: "value_error.cursor",
		})
	}
	return &position, nil
}

// GetPartContent returns the text of a part, or a range of it.
func (h *Messages) GetPartContent(ctx context.Context, r api.GetPartContentRequestObject) (api.GetPartContentResponseObject, error) {
	part, text, err := h.messages.Content(ctx, r.PartID)
	if err != nil {
		return nil, err
	}
	content := partContent{text: text, partID: part.ID, size: part.Bytes, length: part.Bytes}
	if r.Params.Range != nil {
		if err := content.limitTo(*r.Params.Range); err != nil {
			return nil, err
		}
	}
	return content, nil
}

// partContent is a response that reads the text while it writes it.
type partContent struct {
	text                        io.ReadSeekCloser
	partID, size, start, length int64
	isRange                     bool
}

// limitTo limits the response to a range, which has the form that the document states.
func (c *partContent) limitTo(wanted string) error {
	from, to, _ := strings.Cut(strings.TrimPrefix(wanted, "bytes="), "-")
	first, _ := strconv.ParseInt(from, 10, 64)
	last, err := strconv.ParseInt(to, 10, 64)
	switch {
	case from == "": // so many bytes at the end
		first, last = max(0, c.size-last), c.size-1
	case err != nil:
		last = c.size - 1
	}
	last = min(last, c.size-1)
	if first > last {
		return apperr.Invalid("There is nothing in this range.", apperr.Field{
			Location: []string{"header", "Range"}, Message: "the text has " + strconv.FormatInt(c.size, 10) + " bytes", Type: "value_error.range",
		})
	}
	c.start, c.length, c.isRange = first, last-first+1, true
	return nil
}

// VisitGetPartContentResponse writes the text. One that cannot be read to its end breaks the connection.
func (c partContent) VisitGetPartContentResponse(w http.ResponseWriter) error {
	defer c.text.Close() //nolint:errcheck // it is only read
	if _, err := c.text.Seek(c.start, io.SeekStart); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="part-%d.txt"`, c.partID))
	header.Set("Accept-Ranges", "bytes")
	header.Set("Content-Length", strconv.FormatInt(c.length, 10))
	status := http.StatusOK
	if c.isRange {
		header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", c.start, c.start+c.length-1, c.size))
		status = http.StatusPartialContent
	}
	w.WriteHeader(status)
	if _, err := io.CopyN(w, c.text, c.length); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// GetBlob returns the data of a picture or a document.
func (h *Messages) GetBlob(ctx context.Context, r api.GetBlobRequestObject) (api.GetBlobResponseObject, error) {
	blob, data, err := h.messages.Blob(ctx, r.Sha256)
	if err != nil {
		return nil, err
	}
	return blobContent{blob, data}, nil
}

// blobContent is a response that consists of data.
type blobContent struct {
	model.MessageBlob
	data []byte
}

// VisitGetBlobResponse writes the data. Their type is one of the few that are stored. Whatever is in them, they can do nothing in a page.
func (b blobContent) VisitGetBlobResponse(w http.ResponseWriter) error {
	disposition := "attachment"
	if strings.HasPrefix(b.MIME, "image/") {
		disposition = "inline"
	}
	header := w.Header()
	header.Set("Content-Type", b.MIME)
	header.Set("Content-Disposition", disposition)
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	header.Set("Cache-Control", "private, max-age=31536000, immutable")
	header.Set("Content-Length", strconv.Itoa(len(b.data)))
	_, err := w.Write(b.data)
	return err
}
