-- +goose Up
-- Which parts the index of texts has, one row: all that are later than first_part up to last_part.
CREATE TABLE indexed_parts (
    first_part INTEGER NOT NULL,
    last_part INTEGER NOT NULL
);

-- Parts whose texts changed, so that the index has them no more.
CREATE TABLE unindexed_parts (
    part_id INTEGER PRIMARY KEY
);
