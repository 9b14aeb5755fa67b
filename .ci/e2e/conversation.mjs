// Rows of a conversation as the program stores what Claude Code writes: messages with their parts, and the events that prompts and calls are.
const epoch = Date.parse("2026-03-18T10:00:00Z");

export class Conversation {
  rows = { agent_events: [], messages: [], parts: [], blobs: [] };
  #session;
  #subagent;
  #number = 0;
  #prompt = null;

  constructor(session, subagent = "") {
    this.#session = session;
    this.#subagent = subagent;
  }

  // prompt begins a turn.
  prompt(text, ...parts) {
    const id = this.#id("prompt");
    if (!this.#subagent) this.#event(id, { tool_name: "UserQuery", input_summary: text.slice(0, 200), parent_event_id: null });
    this.#prompt = id;
    return this.#message(id, "prompt", "user", [{ type: "text", text }, ...parts], { event_id: this.#subagent ? null : id });
  }

  // say adds a message that is no event.
  say(kind, role, ...parts) { return this.#message(this.#id(kind), kind, role, parts); }

  // answer adds a text of the agent, behind what it thought.
  answer(text, ...before) {
    const id = this.#id("answer");
    this.#event(id, { event_type: "completion", tool_name: "Message", output_summary: text.slice(0, 200) });
    return this.#message(id, "answer", "assistant", [...before, { type: "text", text }], { event_id: id });
  }

  // call adds a call of a tool with its result; meta is what stands beside the result.
  call(tool, input, output, { status = "completed", meta = null, task = null, id = this.#id("call") } = {}) {
    this.#event(id, { tool_name: task ? "Task" : tool, event_type: task ? "task_delegation" : "tool_call", input_summary: JSON.stringify(input).slice(0, 200),
      output_summary: String(output).slice(0, 200), status, execution_duration_seconds: 1.5, claude_task_id: task });
    return this.#message(id, "call", "assistant", [
      { section: "call", type: "tool_call", name: tool, call_id: `toolu_${id}`, text: typeof input === "string" ? input : JSON.stringify(input) },
      ...(output === null ? [] : [{ section: "response", type: "tool_call_response", name: tool, call_id: `toolu_${id}`, text: output, meta: meta && JSON.stringify(meta) }]),
    ], { event_id: id });
  }

  // take returns the rows since the last time, by their tables.
  take() {
    const taken = this.rows;
    this.rows = { agent_events: [], messages: [], parts: [], blobs: [] };
    return Object.entries(taken).filter(([, rows]) => rows.length);
  }

  #id(kind) { return `${this.#session}${this.#subagent && `-${this.#subagent}`}-${kind}-${this.#number}`; }

  #at() { return new Date(epoch + this.#number * 1000).toISOString().replace("Z", "000"); }

  #event(id, fields) {
    this.rows.agent_events.push({ event_id: id, agent_id: "claude-code", event_type: "tool_call", timestamp: this.#at(), session_id: this.#session,
      status: "completed", parent_event_id: this.#prompt, ...fields });
  }

  #message(id, kind, role, parts, fields = {}) {
    this.rows.messages.push({ message_id: id, session_id: this.#session, subagent: this.#subagent, timestamp: this.#at(), position: this.#number, role, kind,
      model: kind === "answer" ? "claude-opus-4-1" : null, event_id: null, source: "transcript", witnessed: 0, revision: 1, ...fields });
    parts.forEach((part, number) => this.rows.parts.push({ message_id: id, section: "body", number, source: "transcript", cut: 0,
      bytes: Buffer.byteLength(part.text ?? ""), digest: this.#number * 10 + number, ...part }));
    this.#number += 1;
    return id;
  }
}

// long returns a conversation with a number of messages: turns of prompts, answers, edits, commands and reads.
export function long(session, messages) {
  const talk = new Conversation(session);
  for (let i = 0; talk.rows.messages.length < messages; i++) {
    switch (i % 8) {
      case 0: talk.prompt(`Prompt ${i}: please look at **this**.`); break;
      case 1: talk.answer(`Answer ${i}: I look at \`file.go\`.\n\n- one\n- two`, { type: "reasoning", text: `Thought ${i}` }); break;
      case 2: talk.call("Read", { file_path: `/p/file${i}.go`, offset: 1, limit: 20 }, "     1→package p\n     2→\n"); break;
      case 3: talk.call("Grep", { pattern: "Open(" }, "a.go:1\nb.go:2"); break;
      case 4: talk.call("Edit", { file_path: `/p/file${i}.go`, old_string: "a\n", new_string: "b\n" }, "ok",
        { meta: { filePath: `/p/file${i}.go`, structuredPatch: [{ oldStart: 41, newStart: 41, lines: [" x", "-a", "+b"] }] } }); break;
      case 5: talk.call("Bash", { command: "go test ./..." }, `${"ok  \tline\n".repeat(60)}`); break;
      case 6: talk.call("Bash", { command: "false" }, "Exit code 1\nFAIL", { status: i % 80 === 6 ? "failed" : "completed" }); break;
      default: talk.answer(`Done ${i}.`);
    }
  }
  return talk;
}
