package hook

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// The time within which two payloads without an id count as one: a hook that is declared twice runs twice.
const (
	promptBucket = 5 * time.Second
	noticeBucket = 5 * time.Second
	callBucket   = 5 * time.Second
)

// digest returns a key made of parts and of the time: that of the payload where it has one, else that of its receipt, in steps of bucket.
func (r *reader) digest(bucket time.Duration, parts ...string) string {
	if r.hasTime {
		bucket = time.Millisecond
	}
	parts = append(parts, strconv.FormatInt(r.at.UnixNano()/int64(bucket), 10))
	digest := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(digest[:12])
}
