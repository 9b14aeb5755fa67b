package ingest

import "testing"

func TestTelemetryAndTranscriptsNameARequestAlike(t *testing.T) {
	if UsageID("msg_1", "req_1") != UsageID("", "req_1") {
		t.Error("a request has another id where its message is known")
	}
	if UsageID("msg_1", "") == UsageID("msg_2", "") || UsageID("msg_1", "") == UsageID("", "msg_1") {
		t.Error("two requests have one id")
	}
}
