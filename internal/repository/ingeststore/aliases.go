package ingeststore

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// Aliases returns aliases by their ids and by their fingerprints; the primary key and idx_ingest_aliases_fingerprint serve it.
func (t *transaction) Aliases(ctx context.Context, ids, fingerprints []string) ([]*ingest.AliasRow, error) {
	condition, args := among("a.alias", ids,
		inGroup("fingerprints", fingerprints, "SELECT w.alias FROM ingest_aliases AS w WHERE any_of(w.fingerprint, :fingerprints)"))
	if condition == "" {
		return nil, nil
	}
	return rowsOf(ctx, t, "aliases", scanAlias, selectAliases+condition, args)
}

// selectAliases selects aliases; the condition follows.
const selectAliases = `SELECT a.alias, a.row_id, a.fingerprint, a.source, a.firm, a.timestamp, a.until, a.text, a.tool_use_id FROM ingest_aliases AS a
	WHERE `
