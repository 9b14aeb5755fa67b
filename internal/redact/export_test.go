package redact

// NewIndex makes the index of all triggers, as the first text does.
func NewIndex() { newIndex() }
