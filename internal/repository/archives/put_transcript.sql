-- Stores an archived transcript. The primary key serves it.
INSERT INTO archived_transcripts (transcript_id, path, session_id, format, head_length, head, read_offset, modified_ns, changed_at, sidecar)
VALUES (:id, :path, :session, :format, :head_length, :head, :offset, :modified_ns, :changed_at, :sidecar)
ON CONFLICT (transcript_id) DO UPDATE SET session_id = excluded.session_id, format = excluded.format, head_length = excluded.head_length,
    head = excluded.head, read_offset = excluded.read_offset, modified_ns = excluded.modified_ns, changed_at = excluded.changed_at, sidecar = excluded.sidecar
RETURNING transcript_id
