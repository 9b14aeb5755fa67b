-- Stores a part of an archived transcript. The primary key serves it.
INSERT INTO archived_parts (transcript_id, number, lines, bytes, data) VALUES (:transcript, :number, :lines, :bytes, :data)
ON CONFLICT (transcript_id, number) DO UPDATE SET lines = excluded.lines, bytes = excluded.bytes, data = excluded.data
