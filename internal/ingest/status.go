package ingest

// rank orders what stands in the place of a status: this program's own words and those of others that mean the same.
func rank(status Status) int {
	switch status {
	case StatusUnknown:
		return 0
	case StatusStarted, "in_progress", "running":
		return 2
	case StatusCancelled, "timeout":
		return 3
	case StatusCompleted, "success":
		return 4
	case StatusFailed, "error":
		return 5
	default: // "recorded", and what nobody knows
		return 1
	}
}

// Later reports whether s comes later in the life of an event than other, and may take its place.
func (s Status) Later(other Status) bool { return rank(s) > rank(other) }

// Over reports whether nothing more is expected of an event in this state.
func (s Status) Over() bool { return rank(s) >= rank(StatusCancelled) }
