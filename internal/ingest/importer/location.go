package importer

import "github.com/htmlgraph/htmlgraph/internal/agent"

// Location is a file, or a folder with transcripts in it.
type Location struct {
	Path string
	// Optional locations may be absent: an agent keeps transcripts there if it is used.
	Optional bool
}

// DefaultLocations returns the folders in which agents keep their transcripts. getenv reads the environment.
func DefaultLocations(home string, getenv func(string) string) []Location {
	var locations []Location
	for _, a := range agent.All() {
		for _, folder := range a.TranscriptFolders(home, getenv) {
			locations = append(locations, Location{Path: folder, Optional: true})
		}
	}
	return locations
}
