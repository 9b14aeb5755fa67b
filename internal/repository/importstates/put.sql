-- Stores how far a file has been read. The primary key serves it.
INSERT INTO import_states (path, format, size, modified_ns, inode, read_offset, head_length, head, carry, finished, first_record, session_id,
    reader_version, digest, tail)
VALUES (:path, :format, :size, :modified_ns, :inode, :offset, :head_length, :head, :carry, :finished, :first_record, :session, :version, :digest, :tail)
ON CONFLICT (path) DO UPDATE SET format = excluded.format, size = excluded.size, modified_ns = excluded.modified_ns,
    inode = excluded.inode, read_offset = excluded.read_offset, head_length = excluded.head_length, head = excluded.head,
    carry = excluded.carry, finished = excluded.finished, first_record = excluded.first_record,
    session_id = excluded.session_id, reader_version = excluded.reader_version, digest = excluded.digest, tail = excluded.tail
