package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/service/conversation"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
	"github.com/htmlgraph/htmlgraph/internal/web/reader"
)

// FileFormat is the format of a session that is written as one file.
type FileFormat string

// The formats.
const (
	FileMarkdown FileFormat = "md"
	FileHTML     FileFormat = "html"
	FileLines    FileFormat = "jsonl"
)

// contentType returns that of a response.
func (f FileFormat) contentType() string {
	switch f {
	case FileHTML:
		return "text/html; charset=utf-8"
	case FileLines:
		return "application/x-ndjson"
	default:
		return "text/markdown; charset=utf-8"
	}
}

// Limits of a file. Its messages are read window by window, so that memory does not grow with their number.
const (
	fileMessages = 100
	fileBytes    = 1 << 20
	// fileText is the largest text that is in a file, and filePicture the largest picture, in bytes.
	fileText    = 256 << 10
	filePicture = 1 << 20
)

// filePath returns the path of a session as a file, "" for an id that cannot be a part of a path.
func filePath(sessionID, format string) string {
	if openapi.Reference(sessionID) != sessionID || sessionID == "." || sessionID == ".." || strings.Contains(sessionID, "/") {
		return ""
	}
	return "/api/sessions/" + url.PathEscape(sessionID) + "/export?format=" + format
}

// Files writes sessions as files.
type Files struct {
	render   *renderer
	sessions *session.Service
	reading  reading
	// document returns a message as the API does.
	document func(model.Message) any
}

// NewFiles returns what writes sessions as files outside of a server. Of the options it needs the services of sessions, activity and conversations.
func NewFiles(o Options) (*Files, error) {
	assets, err := newAssets(o.AssetVersion)
	if err != nil {
		return nil, err
	}
	render, err := newRenderer(assets, o.Version, o.Now)
	if err != nil {
		return nil, err
	}
	return newFiles(render, o), nil
}

func newFiles(render *renderer, o Options) *Files {
	return &Files{render: render, sessions: o.Sessions, reading: reading{conversation: o.Conversations, activity: o.Activity}, document: o.MessageDocument}
}

// fileView is the data of what stands around the messages in a file.
type fileView struct {
	Name    string
	Session model.SessionDetail
	Version string
}

// file is a session that is being written.
type file struct {
	*Files
	format FileFormat
	view   fileView
}

// open returns a session to be written. It returns CodeNotFound for an unknown one.
func (f *Files) open(ctx context.Context, sessionID string, format FileFormat) (file, error) {
	detail, err := f.sessions.Get(ctx, sessionID)
	if err != nil {
		return file{}, err
	}
	titles, err := f.sessions.Titles(ctx, []model.Session{detail.Session})
	return file{f, format, fileView{Name: titles[sessionID], Session: detail, Version: f.render.version}}, err
}

// Write writes a session. It returns CodeNotFound for an unknown one.
func (f *Files) Write(ctx context.Context, w io.Writer, sessionID string, format FileFormat) error {
	opened, err := f.open(ctx, sessionID, format)
	if err != nil {
		return err
	}
	return opened.write(ctx, w)
}

// write writes all windows of the session.
func (f file) write(ctx context.Context, w io.Writer) error {
	if err := f.begin(w); err != nil {
		return err
	}
	q := conversation.Query{SessionID: f.view.Session.SessionID, Subagent: new(string), Limit: fileMessages, Bytes: fileBytes}
	var prompt *model.Message
	for {
		window, err := f.reading.conversation.Window(ctx, q)
		if err != nil {
			return err
		}
		if err := f.window(ctx, w, window.Messages, prompt); err != nil {
			return err
		}
		for i, m := range window.Messages {
			if m.Kind == model.KindPrompt {
				prompt = &window.Messages[i]
			}
		}
		if q.After = window.Next; q.After == nil {
			return f.end(w)
		}
	}
}

func (f file) begin(w io.Writer) error {
	switch f.format {
	case FileHTML:
		return f.render.write(w, "session-file.html", "begin", f.view)
	case FileMarkdown:
		return reader.WriteTitle(w, f.title(), f.view.Session.SessionID)
	default:
		return nil
	}
}

// title returns the title of the session, or its id.
func (f file) title() string {
	if f.view.Name == "" {
		return f.view.Session.SessionID
	}
	return f.view.Name
}

func (f file) end(w io.Writer) error {
	if f.format != FileHTML {
		return nil
	}
	return f.render.write(w, "session-file.html", "end", f.view)
}

func (f file) window(ctx context.Context, w io.Writer, messages []model.Message, begun *model.Message) error {
	if len(messages) == 0 {
		return nil
	}
	if f.format == FileLines {
		return f.lines(ctx, w, messages)
	}
	for i := range messages {
		if err := f.complete(ctx, &messages[i], fileText); err != nil {
			return err
		}
	}
	turns, err := f.reading.turns(ctx, messages, begun, reader.Whole())
	if err != nil {
		return err
	}
	if f.format == FileMarkdown {
		return reader.WriteMarkdown(w, plainTurns(turns))
	}
	if err := f.pictures(ctx, turns); err != nil {
		return err
	}
	return f.render.write(w, "session-file.html", "turns", turns)
}

func plainTurns(views []turnView) []reader.Turn {
	turns := make([]reader.Turn, len(views))
	for i := range views {
		turns[i] = views[i].Turn
	}
	return turns
}

// lines writes each message on a line, with its whole texts.
func (f file) lines(ctx context.Context, w io.Writer, messages []model.Message) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for i := range messages {
		if err := f.complete(ctx, &messages[i], 0); err != nil {
			return err
		}
		if err := encoder.Encode(f.document(messages[i])); err != nil {
			return err
		}
	}
	return nil
}

// complete reads the texts of which a message has only the beginning, up to a limit; 0 is none.
func (f file) complete(ctx context.Context, m *model.Message, limit int64) error {
	for i := range m.Parts {
		p := &m.Parts[i]
		if p.IsWhole {
			continue
		}
		_, content, err := f.reading.conversation.Content(ctx, p.ID)
		if err != nil {
			return err
		}
		var from io.Reader = content
		if limit > 0 {
			from = io.LimitReader(content, limit)
		}
		text, err := io.ReadAll(from)
		if closed := content.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return fmt.Errorf("read a part: %w", err)
		}
		p.Text, p.IsWhole = string(text), int64(len(text)) == p.Bytes
	}
	return nil
}

// pictures puts the data of pictures into the file.
func (f file) pictures(ctx context.Context, turns []turnView) error {
	for _, t := range turns {
		for _, b := range t.all() {
			for _, p := range b.Pictures() {
				if !p.IsImage || p.Bytes > filePicture {
					continue
				}
				blob, data, err := f.reading.conversation.Blob(ctx, p.SHA256)
				if err != nil {
					return err
				}
				p.Source = template.URL("data:" + blob.MIME + ";base64," + base64.StdEncoding.EncodeToString(data)) //nolint:gosec // base64 of one of four types
			}
		}
	}
	return nil
}

// all returns all blocks of a turn.
func (t turnView) all() []*reader.Block {
	if t.Prompt == nil {
		return t.Blocks
	}
	return append([]*reader.Block{t.Prompt}, t.Blocks...)
}

// ExportSession streams a session as one file.
func (f *Files) ExportSession(ctx context.Context, request api.ExportSessionRequestObject) (api.ExportSessionResponseObject, error) {
	format := FileMarkdown
	if request.Params.Format != nil {
		format = FileFormat(*request.Params.Format)
	}
	opened, err := f.open(ctx, request.SessionID, format)
	if err != nil {
		return nil, err
	}
	return sessionFile{ctx, opened}, nil
}

// sessionFile is a response that reads a window of messages only after it has written the one before.
type sessionFile struct {
	ctx  context.Context //nolint:containedctx // the context of the request
	file file
}

// VisitExportSessionResponse writes the file. What fails on the way breaks the connection, so that clients do not take a part for the whole.
func (s sessionFile) VisitExportSessionResponse(w http.ResponseWriter) error {
	header := w.Header()
	header.Set("Content-Type", s.file.format.contentType())
	header.Set("Content-Disposition", `attachment; filename="session.`+string(s.file.format)+`"`)
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox")
	w.WriteHeader(http.StatusOK)
	if err := s.file.write(s.ctx, w); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}
