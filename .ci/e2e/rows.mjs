// Rows as other programs write them.

// event returns a tool call with the current time. fields override its values.
export function event(id, fields = {}) {
  return {
    event_id: id, agent_id: "e2e-agent", event_type: "tool_call", timestamp: new Date().toISOString().replace("Z", "000+00:00"),
    tool_name: "Read", input_summary: `Input of ${id}`, output_summary: `Output of ${id}`, session_id: "e2e-session",
    status: "recorded", ...fields,
  };
}

// turn returns the prompt of a turn.
export function turn(id, prompt, fields = {}) {
  return event(id, { tool_name: "UserQuery", input_summary: prompt, ...fields });
}

// session returns the session that these belong to.
export function session(id = "e2e-session", fields = {}) {
  return { session_id: id, agent_assigned: "e2e-agent", created_at: new Date().toISOString(), status: "active", ...fields };
}
