package apperr_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

func TestAFailureIsWhatTheOutermostErrorSays(t *testing.T) {
	cases := map[string]struct {
		err    error
		code   apperr.Code
		public string
		retry  time.Duration
	}{
		"no code":               {errors.New("disk"), apperr.CodeInternal, "", 0},
		"a code":                {apperr.NotFound("Event not found"), apperr.CodeNotFound, "Event not found", 0},
		"a code below":          {fmt.Errorf("read: %w", apperr.Busy("The queue is full.", time.Second)), apperr.CodeBusy, "The queue is full.", time.Second},
		"a code over a code":    {apperr.Unavailable("Later.", time.Second, apperr.NotFound("x")), apperr.CodeUnavailable, "Later.", time.Second},
		"a deadline":            {fmt.Errorf("read: %w", context.DeadlineExceeded), apperr.CodeUnavailable, "The request took too long: the database is locked by another process, or very busy.", time.Second},
		"a deadline with words": {apperr.Unavailable("Later.", 2*time.Second, context.DeadlineExceeded), apperr.CodeUnavailable, "Later.", 2 * time.Second},
		"a cancelled request":   {context.Canceled, apperr.CodeInternal, "", 0},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			e := apperr.From(test.err)
			if e.Code != test.code || e.Public != test.public || e.RetryAfter != test.retry || !errors.Is(e, test.err) && !errors.Is(test.err, e) {
				t.Errorf("%+v, want %+v", e, test)
			}
			if apperr.CodeOf(test.err) != test.code {
				t.Errorf("code %s, want %s", apperr.CodeOf(test.err), test.code)
			}
		})
	}
}
