// Package otlp turns the telemetry that agents send after the OpenTelemetry protocol into observations: what Claude Code, Codex and
// Gemini CLI tell in logs, spans and metrics, and the conventions for generative AI that other programs keep to. It reads bytes
// and knows neither transport nor storage.
package otlp
