-- Adds what is deleted to a table of roll-ups. The primary key of the table serves it.
INSERT INTO :table (:key, :figures)
SELECT :key_of, :sums FROM (:pruned) AS pruned WHERE TRUE GROUP BY :key_of
ON CONFLICT (:key) DO UPDATE SET :added
