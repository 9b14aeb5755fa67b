package cli

import (
	"strings"
	"testing"
)

func TestDoctorSaysThatADiskIsFull(t *testing.T) {
	for name, test := range map[string]struct {
		free  int64
		known bool
		want  string
	}{
		"nothing is free": {0, true, "disk       full: 0 bytes are free beside folder/h.db"},
		"little is free":  {900 << 10, true, "disk       full: 900.0 KiB are free"},
		"some is free":    {20 << 20, true, "disk       almost full: 20.0 MiB are free"},
		"much is free":    {1 << 30, true, ""},
		"it is not known": {0, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			printDisk(&out, "folder/h.db", func(folder string) (int64, bool) {
				if folder != "folder" {
					t.Errorf("the space of %s is asked for", folder)
				}
				return test.free, test.known
			})
			if got := out.String(); !strings.HasPrefix(got, test.want) || got != "" && test.want == "" {
				t.Errorf("%q; want %q", got, test.want)
			}
		})
	}
}
