package toolcall

import (
	"cmp"
	"encoding/base64"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Media returns a block that is a picture, a document or a recording as a part, and false for any other block. Agents write them in several ways: as
// the Anthropic API does, as the Model Context Protocol does, as files that were read, as URLs, and as Gemini does.
func Media(block gjson.Result) (ingest.Part, bool) {
	found := jsonscan.Several(block, "type", "mimeType", "data", "source", "file", "image_url", "inlineData", "resource")
	kind, mime, data := found[0].Str, found[1], found[2]
	switch {
	case found[3].IsObject():
		source := jsonscan.Several(found[3], "media_type", "data", "url")
		if source[2].Type == gjson.String {
			return uriPart(source[2])
		}
		mime, data = source[0], source[1]
	case jsonscan.Get(found[4], "base64").Exists():
		file := jsonscan.Several(found[4], "type", "base64")
		mime, data = file[0], file[1]
	case found[5].Exists():
		url := found[5]
		if url.IsObject() {
			url = jsonscan.Get(url, "url")
		}
		return uriPart(url)
	case found[6].IsObject():
		inline := jsonscan.Several(found[6], "mimeType", "data")
		mime, data = inline[0], inline[1]
	case jsonscan.Get(found[7], "blob").Type == gjson.String:
		resource := jsonscan.Several(found[7], "mimeType", "blob")
		mime, data = resource[0], resource[1]
	case !isMedia(kind):
		return ingest.Part{}, false
	}
	if data.Type != gjson.String || data.Str == "" {
		return ingest.Part{}, false
	}
	return blobPart(cmp.Or(mime.Str, kind), data), true
}

// uriPart returns a part that a URL names. One that holds its data is a blob.
func uriPart(url gjson.Result) (ingest.Part, bool) {
	if url.Type != gjson.String || url.Str == "" {
		return ingest.Part{}, false
	}
	head, data, isData := strings.Cut(url.Str, ";base64,")
	if isData && strings.HasPrefix(head, "data:") {
		size := jsonscan.TextLength(url) - len(head) - len(";base64,")
		return blobOf(strings.TrimPrefix(head, "data:"), data, size), true
	}
	return ingest.Part{Section: model.SectionBody, Type: model.PartURI, Text: clip(url.Str, ingest.MaxSummary)}, true
}

func blobPart(mime string, data gjson.Result) ingest.Part {
	return blobOf(mime, data.Str, jsonscan.TextLength(data))
}

// blobOf returns a part with data in base64; length is that of the text, of which data may be the beginning.
func blobOf(mime, data string, length int) ingest.Part {
	mime, _, _ = strings.Cut(clip(mime, maxMime), ";")
	blob := &ingest.Blob{MIME: mime, Bytes: decodedLength(length, data)}
	if length == len(data) && blob.Bytes <= ingest.MaxBlob {
		if decoded, err := decode(data); err == nil {
			blob = ingest.NewBlob(mime, decoded)
		}
	}
	return ingest.Part{Section: model.SectionBody, Type: model.PartBlob, Blob: blob}
}

func decode(data string) ([]byte, error) {
	decoded, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		decoded, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(data, "="))
	}
	return decoded, err
}
