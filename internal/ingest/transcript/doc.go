// Package transcript owns what agents write down themselves: sessions of Claude Code, rollouts of Codex and chats of the Gemini CLI
// are turned, line by line, into observations. A reader is a pure function over lines with a memory that can be put away and taken up
// again, so that a file that grew is read from where it was left. Nothing here opens a file.
package transcript
