-- Columns that newer HtmlGraph databases have and schema.sql has not. Where a file lacks them they
-- read as null; they are never added to a file.
ALTER TABLE agent_events ADD COLUMN tool_input TEXT;
ALTER TABLE agent_events ADD COLUMN source TEXT;
ALTER TABLE agent_events ADD COLUMN step_id TEXT;
ALTER TABLE features ADD COLUMN assignee TEXT;
ALTER TABLE sessions ADD COLUMN model TEXT;
