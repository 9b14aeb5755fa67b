package main

// margin is by how much the level of a series may be higher at the end than at the start: by a factor and, because small values vary, by an
// absolute value in addition. With isTime, the factor by which the reference became slower is allowed too: then the machine does other work.
type margin struct {
	factor, slack float64
	isTime        bool
}

// allowed returns the highest level that is no growth.
func (m margin) allowed(start, slowdown float64) float64 {
	if !m.isTime {
		slowdown = 1
	}
	return start*m.factor*max(1, slowdown) + m.slack
}

// The margins. Counts of what is open stay the same but for clients that come and go. The resident memory depends on when Go returns memory
// to the system, the heap after a collection much less. The log of the database is as long as the longest transaction and checkpoint wanted.
func marginOf(name string) margin {
	switch name {
	case seriesMemory, seriesImporterMemory:
		return margin{factor: 1.15, slack: 12}
	case seriesHeap:
		return margin{factor: 1.15, slack: 2}
	case seriesLog:
		return margin{factor: 1.25, slack: 4}
	case seriesFile:
		return margin{factor: 1.15, slack: 2}
	case seriesRows:
		return margin{factor: 1.15, slack: 500}
	case seriesGoroutines, seriesFiles, seriesImporterFiles, seriesClients, seriesBeside:
		return margin{factor: 1.1, slack: 5}
	case seriesCached:
		return margin{factor: 1.5, slack: 50}
	}
	return margin{}
}

// marginOfQuantile returns the margin of a quantile of durations, in milliseconds.
func marginOfQuantile(percent int) margin {
	if percent < 99 {
		return margin{factor: 1.5, slack: 3, isTime: true}
	}
	return margin{factor: 2, slack: 30, isTime: true}
}
