package hook

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// The time within which two tellings that have no id of their own count as one: a hook that is declared twice runs twice.
const (
	promptBucket = 5 * time.Second
	markBucket   = 5 * time.Second
	toolBucket   = 5 * time.Second
)

// hash returns a key made of parts and of the time: that of the payload where it has one, else that of its receipt to the length of a bucket.
func (r *reading) hash(bucket time.Duration, parts ...string) string {
	if r.stamped {
		bucket = time.Millisecond
	}
	parts = append(parts, strconv.FormatInt(r.at.UnixNano()/int64(bucket), 10))
	digest := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(digest[:12])
}
