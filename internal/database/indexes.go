package database

import (
	"context"
	"fmt"
	"time"
)

// indexesOfReaders are the indexes of the tables in which most rows are stored that serve only those who read the file: to store
// observations takes none of them. To make them of all rows at once takes a small part of the time that it takes to keep them while rows
// come.
var indexesOfReaders = []string{
	"idx_agent_events_agent", "idx_agent_events_agent_ts_desc", "idx_agent_events_feature_ts_desc", "idx_agent_events_kind",
	"idx_agent_events_model_ts_desc", "idx_agent_events_status_ts_desc", "idx_agent_events_task_delegation", "idx_agent_events_timestamp",
	"idx_agent_events_tool_ts_desc",
	"idx_agent_events_type", "idx_cost_events_alert_type", "idx_cost_events_model", "idx_cost_events_session_ts", "idx_cost_events_severity",
	"idx_cost_events_timestamp", "idx_cost_events_tool", "idx_tool_traces_start_time", "idx_tool_traces_tool_name", "idx_tool_traces_trace_id",
}

// leaveIndexes removes indexes from a schema.
func (s schema) leaveIndexes(names []string) {
	for _, name := range names {
		delete(s.indexes, name)
	}
}

// AddIndexes adds the indexes that Options.IndexesLast left out. Where it fails, or is never called, the next opening of the file for writing
// adds them.
func (db *DB) AddIndexes(ctx context.Context) error {
	if db.writer == nil {
		return db.readOnlyError()
	}
	err := waitOut(ctx, time.Now().Add(db.options.BusyBudget), func() error {
		wanted, err := fullSchema(ctx, false)
		if err != nil {
			return err
		}
		found, err := probe(ctx, db.writer.DB)
		if err != nil {
			return err
		}
		return addMissing(ctx, db.writer.DB, db.options, missing(wanted, found))
	})
	if err != nil {
		return fmt.Errorf("add the indexes: %w", err)
	}
	return nil
}
