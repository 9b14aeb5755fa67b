package database

import "context"

// ModelCount is a number of requests to a model, "" where that is not known.
type ModelCount struct {
	Model    string
	Requests int64
}

// Unpriced returns the models with requests whose cost is not known, those with the most requests first. It reads all requests.
func (f *File) Unpriced(ctx context.Context, limit int) ([]ModelCount, error) {
	found, err := probe(ctx, f.pool)
	if err != nil {
		return nil, fileError(f.path, err)
	}
	for _, column := range []string{"model", "cost_usd", "total_tokens"} {
		if !found.has("cost_events", column) {
			return nil, nil
		}
	}
	query, _, err := newTemplates(sqlite{}).render(SQL(`
		SELECT coalesce(as_text(model), '') AS name, count(*) AS requests FROM cost_events
		WHERE NOT is_number(cost_usd) AND as_number(total_tokens) > 0 GROUP BY name ORDER BY requests DESC, name`))
	if err != nil {
		return nil, err
	}
	rows, err := f.pool.QueryContext(ctx, query)
	if err != nil {
		return nil, fileError(f.path, err)
	}
	defer rows.Close()
	var counts []ModelCount
	for rows.Next() && len(counts) < limit {
		var count ModelCount
		if err := rows.Scan(&count.Model, &count.Requests); err != nil {
			return nil, fileError(f.path, err)
		}
		counts = append(counts, count)
	}
	if err := rows.Err(); err != nil {
		return nil, fileError(f.path, err)
	}
	return counts, nil
}
