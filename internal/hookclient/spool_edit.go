package hookclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/ingest/hook"
)

// Rewrite calls change with each payload, including refused ones, and stores the result; nil removes the payload. A dry run stores nothing. A
// payload that is delivered meanwhile may be delivered again, which changes nothing.
func (s Spool) Rewrite(ctx context.Context, dryRun bool, change func(payload []byte) []byte) error {
	f, entries, err := s.open()
	if err != nil || f.Root == nil {
		return err
	}
	defer f.Close() //nolint:errcheck // nothing is written through it
	for _, entry := range entries {
		if !entry.Type().IsRegular() || !strings.HasSuffix(entry.Name(), waiting) && !strings.HasSuffix(entry.Name(), refused) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.rewrite(entry.Name(), dryRun, change); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("rewrite a payload in the spool: %w", err)
		}
	}
	return nil
}

func (f folder) rewrite(name string, dryRun bool, change func(payload []byte) []byte) error {
	payload, _, err := f.read(name, hook.MaxPayload)
	if err != nil {
		return err
	}
	changed := change(bytes.Clone(payload))
	switch {
	case dryRun || bytes.Equal(changed, payload) && changed != nil:
		return nil
	case changed == nil:
		return f.Remove(name)
	default:
		return f.write(name, changed)
	}
}

// RemoveSessions removes the payloads that contain the id of a session, and returns their number.
func (s Spool) RemoveSessions(ctx context.Context, sessionIDs []string) (int64, error) {
	var names [][]byte
	for _, id := range sessionIDs {
		name, err := json.Marshal(id)
		if err != nil {
			return 0, err
		}
		names = append(names, name, []byte(`"`+id+`"`))
	}
	removed := int64(0)
	err := s.Rewrite(ctx, false, func(payload []byte) []byte {
		for _, name := range names {
			if bytes.Contains(payload, name) {
				removed++
				return nil
			}
		}
		return payload
	})
	return removed, err
}
