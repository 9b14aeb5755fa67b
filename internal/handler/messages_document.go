package handler

import "github.com/htmlgraph/htmlgraph/internal/model"

// MessageDocument returns a message as the API does, for files that have a message on each line.
func MessageDocument(m model.Message) any { return toAPIMessage(m) }
