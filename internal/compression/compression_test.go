package compression_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/compression"
)

// long is a text that is worth compressing, with characters of several bytes.
func long(n int) string {
	var text strings.Builder
	random := rand.New(rand.NewPCG(1, 2))
	for text.Len() < n {
		fmt.Fprintf(&text, "Zeile %d — 列表 %d\n", text.Len(), random.IntN(1000))
	}
	return text.String()
}

// TestATextIsReadFromAnyPlace reads pieces of a text in a random order.
func TestATextIsReadFromAnyPlace(t *testing.T) {
	text := long(3 << 20)
	packed := compression.NewPacker().Pack(text)
	if packed == nil || len(packed) > len(text)/3 {
		t.Fatalf("%d bytes became %d", len(text), len(packed))
	}
	for name, reader := range map[string]*compression.Text{
		"packed": compression.NewPacked(packed, int64(len(text))), "as it is": compression.NewText(text),
	} {
		random := rand.New(rand.NewPCG(3, 4))
		for range 40 {
			start := random.IntN(len(text))
			piece := make([]byte, min(1+random.IntN(100_000), len(text)-start))
			if _, err := reader.Seek(int64(start), io.SeekStart); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(reader, piece); err != nil || string(piece) != text[start:start+len(piece)] {
				t.Fatalf("%s: %d bytes from %d on differ, %v", name, len(piece), start, err)
			}
		}
		if end, err := reader.Seek(-5, io.SeekEnd); err != nil || end != int64(len(text)-5) || reader.Size() != int64(len(text)) {
			t.Errorf("%s: %d, %v", name, end, err)
		}
		if rest, err := io.ReadAll(reader); err != nil || string(rest) != text[len(text)-5:] {
			t.Errorf("%s ends with %q, %v", name, rest, err)
		}
		if at, err := reader.Seek(-1, io.SeekStart); err == nil {
			t.Errorf("%s: there is a place %d", name, at)
		}
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAHeadDividesNoCharacter(t *testing.T) {
	text := long(5000)
	packed := compression.NewPacker().Pack(text)
	for limit := range 60 {
		head, isAll, err := compression.NewPacked(packed, int64(len(text))).Head(limit)
		if err != nil || isAll || !strings.HasPrefix(text, head) || limit-len(head) > 3 || strings.ToValidUTF8(head, "?") != head {
			t.Errorf("the first %d bytes are %q, all: %v, %v", limit, head, isAll, err)
		}
	}
	if head, isAll, err := compression.NewText("列表").Head(6); head != "列表" || !isAll || err != nil {
		t.Errorf("%q, %v, %v", head, isAll, err)
	}
}

func TestOnlyWhatBecomesShorterIsPacked(t *testing.T) {
	noise := make([]byte, 10_000)
	random := rand.New(rand.NewPCG(5, 6))
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	packer := compression.NewPacker()
	for name, text := range map[string]string{"short": strings.Repeat("a", compression.Shortest-1), "noise": string(noise), "empty": ""} {
		if packed := packer.Pack(text); packed != nil {
			t.Errorf("%s was packed to %d bytes", name, len(packed))
		}
	}
	if packer.Pack(strings.Repeat("a", compression.Shortest)) == nil {
		t.Error("a long text was not packed")
	}
}

func TestAPackerServesSeveralAtOnce(t *testing.T) {
	packer, text := compression.NewPacker(), long(100_000)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			own := fmt.Sprint(i) + text
			if read, err := io.ReadAll(compression.NewPacked(packer.Pack(own), int64(len(own)))); err != nil || string(read) != own {
				t.Error("a text differs", err)
			}
		})
	}
	all.Wait()
}

func TestWhatIsNotPackedIsAnError(t *testing.T) {
	if _, err := io.ReadAll(compression.NewPacked([]byte("no frame at all"), 100)); err == nil {
		t.Error("it was read")
	}
	packed := compression.NewPacker().Pack(long(5000))
	if _, err := io.ReadFull(compression.NewPacked(packed[:len(packed)/2], 5000), make([]byte, 5000)); err == nil || errors.Is(err, io.EOF) {
		t.Error(err)
	}
}
