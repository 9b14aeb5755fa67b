package toolcall

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/ingest/jsonscan"
)

// isMedia reports whether a part of this type is data that is no text.
func isMedia(kind string) bool { return kind == "image" || kind == "audio" || kind == "document" }

// resourceText returns the text of a resource of an MCP server, or what its data are.
func resourceText(resource gjson.Result) string {
	found := jsonscan.Several(resource, "text", "blob", "mimeType")
	if found[0].Type == gjson.String || !found[1].Exists() {
		return found[0].Str
	}
	return mediaText(kindOf(found[2].Str), found[2].Str, sizeOf(found[1]))
}

// DescribeMedia returns the kind and the size of a picture, a document or a recording, as "[image png, 150000 bytes]". The data are not kept.
// Agents write them in three ways.
func DescribeMedia(value gjson.Result) string {
	found := jsonscan.Several(value, "type", "mimeType", "data", "source", "file")
	mime, size := found[1].Str, sizeOf(found[2])
	if source := found[3]; source.Exists() {
		mime, size = jsonscan.Get(source, "media_type").Str, sizeOf(jsonscan.Get(source, "data"))
	}
	if file := found[4]; file.Exists() {
		of := jsonscan.Several(file, "type", "originalSize", "base64")
		mime, size = cmp.Or(of[0].Str, mime), of[1].Int()
		if size <= 0 {
			size = sizeOf(of[2])
		}
	}
	kind := found[0].Str
	if !isMedia(kind) {
		kind, mime = "document", cmp.Or(mime, kind)
	}
	return mediaText(kind, mime, size)
}

// linkedMedia returns what a part is that has its data within a URL, as Codex writes it (FunctionCallOutputContentItem in
// codex-rs/protocol/src/models.rs), or beside their type, as Gemini CLI does (Part of @google/genai); "" for any other part.
func linkedMedia(value gjson.Result) string {
	found := jsonscan.Several(value, "image_url", "audio_url", "file_data", "inlineData")
	for _, url := range found[:3] {
		if url.IsObject() {
			url = jsonscan.Get(url, "url")
		}
		if url.Type == gjson.String {
			return cmp.Or(dataOfURL(url), clip(url.Str, maxJSON))
		}
	}
	if inline := found[3]; inline.IsObject() {
		of := jsonscan.Several(inline, "mimeType", "data")
		return mediaText(kindOf(of[0].Str), of[0].Str, sizeOf(of[1]))
	}
	return ""
}

// hasData reports whether a list has a part that is data and no text.
func hasData(list gjson.Result) bool {
	has := false
	if list.IsArray() {
		jsonscan.Each(list, func(_ string, value gjson.Result) bool {
			has = isMedia(jsonscan.Get(value, "type").Str) && strings.HasSuffix(DescribeMedia(value), " bytes]")
			return !has
		})
	}
	return has
}

// wholeText returns a text of which a scan may have kept only the beginning.
func wholeText(value gjson.Result) string {
	var text string
	if jsonscan.TextLength(value) == len(value.Str) || json.Unmarshal([]byte(value.Raw), &text) != nil {
		return value.Str
	}
	return text
}

// kindOf returns the kind of media of a MIME type.
func kindOf(mime string) string {
	if kind, _, _ := strings.Cut(mime, "/"); isMedia(kind) {
		return kind
	}
	return "document"
}

// dataURL matches data in a URL (RFC 2397).
var dataURL = regexp.MustCompile(`data:([a-z]+/[a-zA-Z0-9.+-]+)(?:;[a-zA-Z0-9.=-]+)*;base64,([A-Za-z0-9+/_=-]+)`)

// shortestData is the length from which data are left out of a text, in characters. Of a text that is nothing but data and does not say so, it
// is shortestEncoded.
const (
	shortestData    = 256
	shortestEncoded = 1000
)

// withoutData returns a text with the kind and the size of data in place of each URL that holds data. Of data that are cut, the size is not known.
func withoutData(text string) string {
	if !strings.Contains(text, ";base64,") {
		return text
	}
	var out strings.Builder
	for {
		at := dataURL.FindStringSubmatchIndex(text)
		if at == nil {
			return out.String() + text
		}
		mime, data, rest := text[at[2]:at[3]], text[at[4]:at[5]], text[at[1]:]
		size := decodedLength(len(data), data)
		if strings.HasPrefix(rest, "… [truncated from ") {
			size, rest = 0, ""
		}
		shown := mediaText(kindOf(mime), mime, size)
		if len(data) < shortestData {
			shown = text[at[0]:at[1]]
		}
		out.WriteString(text[:at[0]] + shown)
		text = rest
	}
}

// encoded matches a text in JSON that may be data in base64.
var encoded = regexp.MustCompile(`"[A-Za-z0-9+/]+={0,2}"`)

// withoutEncoded returns JSON with the size of data in place of each text that is nothing but data.
func withoutEncoded(object string) string {
	if len(object) < shortestEncoded {
		return object
	}
	return encoded.ReplaceAllStringFunc(object, func(text string) string {
		data := strings.Trim(text, `"`)
		if len(data) < shortestEncoded {
			return text
		}
		return `"` + mediaText("data", "", decodedLength(len(data), data)) + `"`
	})
}

// dataOfURL returns what the data are of which a text is the URL, "" for any other text.
func dataOfURL(url gjson.Result) string {
	head, _, isURL := strings.Cut(url.Str, ",")
	if !isURL || !strings.HasPrefix(head, "data:") || !strings.HasSuffix(head, ";base64") || strings.ContainsAny(url.Str, " \n") && jsonscan.TextLength(url) == len(url.Str) {
		return ""
	}
	mime, _, _ := strings.Cut(strings.TrimPrefix(head, "data:"), ";")
	return mediaText(kindOf(mime), mime, decodedLength(jsonscan.TextLength(url)-len(head)-len(","), url.Str))
}

// printedPicture returns the kind and the size of a picture that a command printed, as data within a URL.
func printedPicture(out gjson.Result) string {
	return cmp.Or(dataOfURL(out), mediaText("image", "", sizeOf(out)))
}

// sizeOf returns how many bytes a text in base64 stands for.
func sizeOf(data gjson.Result) int64 { return decodedLength(jsonscan.TextLength(data), data.Str) }

// decodedLength returns how many bytes so many characters in base64 stand for; end is a text that ends as they do.
func decodedLength(length int, end string) int64 {
	padding := len(end) - len(strings.TrimRight(end, "="))
	return int64(length-padding) * 3 / 4
}

func mediaText(kind, mime string, size int64) string {
	_, name, hasKind := strings.Cut(mime, "/")
	if !hasKind {
		name = mime
	}
	text := strings.TrimSpace(kind + " " + clip(name, maxMime))
	if size <= 0 {
		return "[" + text + "]"
	}
	return fmt.Sprintf("[%s, %d bytes]", text, size)
}

// maxMime is the length of the longest name of a kind of data, in characters.
const maxMime = 80
