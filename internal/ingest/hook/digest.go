package hook

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// digest returns a key made of parts and of the time: that of the payload where it has one, else that of its receipt. A hook that is declared
// twice runs twice for one event, at times of its own: the fingerprint of the event says how such reports are found.
func (r *reader) digest(parts ...string) string {
	parts = append(parts, string(r.instant))
	digest := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(digest[:12])
}
