// Package otlp turns the telemetry that agents send by the OpenTelemetry protocol into observations: logs, spans and metrics of the agents
// of the registry, which says what their records mean, and records of other programs that keep to the conventions for generative AI. It
// reads bytes and knows neither transport nor storage.
package otlp
