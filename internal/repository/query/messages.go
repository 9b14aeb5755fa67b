package query

// DeleteMessages returns the statements that delete messages with their parts, and data that no other part has. ids is the statement that selects the
// messages by their ids. The primary keys, idx_parts_message and idx_parts_blob serve them.
func DeleteMessages(ids string) []string {
	return []string{
		"DELETE FROM blobs WHERE sha256 IN (SELECT p.blob FROM parts AS p WHERE p.message_id IN (" + ids + ") AND p.blob IS NOT NULL)" +
			" AND NOT EXISTS (SELECT 1 FROM parts AS o WHERE o.blob = blobs.sha256 AND o.message_id NOT IN (" + ids + "))",
		"DELETE FROM parts WHERE message_id IN (" + ids + ")",
		"DELETE FROM messages WHERE message_id IN (" + ids + ")",
	}
}
