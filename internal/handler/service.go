package handler

import (
	"bytes"
	"context"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
)

// Database is the database whose readiness is checked.
type Database interface {
	// Ready returns an error where the database cannot be read, or not written although it should be.
	Ready(ctx context.Context) error
	ReadOnly() bool
	Generation() uint64
}

// Metrics provides the metrics of the process in the text format of Prometheus.
type Metrics interface {
	Text(ctx context.Context) (contentType string, body []byte, err error)
}

// Service handles health, readiness, metrics and the document.
type Service struct {
	database Database
	metrics  Metrics
	version  string
	docs     Docs
	prove    func(challenge string) string
}

// Docs are the files that describe the API.
type Docs struct {
	// YAML and JSON are the bundled OpenAPI document. Redoc is the script that shows it.
	YAML, JSON, Redoc []byte
}

// NewService returns the handlers. prove answers the challenge of a hook, with "" for none.
func NewService(database Database, metrics Metrics, version string, docs Docs, prove func(challenge string) string) *Service {
	return &Service{database: database, metrics: metrics, version: version, docs: docs, prove: prove}
}

// GetHealth responds as long as the process runs.
func (h *Service) GetHealth(_ context.Context, request api.GetHealthRequestObject) (api.GetHealthResponseObject, error) {
	response := api.GetHealth200JSONResponse{Body: api.Health{Status: api.HealthStatusOk, Version: h.version}}
	if challenge := request.Params.XHtmlgraphChallenge; challenge != nil {
		if proof := h.prove(*challenge); proof != "" {
			response.Headers.XHtmlgraphProof = &proof
		}
	}
	return response, nil
}

// GetReadiness checks the database.
func (h *Service) GetReadiness(ctx context.Context, _ api.GetReadinessRequestObject) (api.GetReadinessResponseObject, error) {
	if err := h.database.Ready(ctx); err != nil {
		return nil, err
	}
	return api.GetReadiness200JSONResponse{
		Status:   api.ReadinessStatusReady,
		Database: api.DatabaseState{ReadOnly: h.database.ReadOnly(), Generation: int64(h.database.Generation())},
	}, nil
}

// GetPrometheusMetrics returns the metrics of the process.
func (h *Service) GetPrometheusMetrics(ctx context.Context, _ api.GetPrometheusMetricsRequestObject) (api.GetPrometheusMetricsResponseObject, error) {
	contentType, body, err := h.metrics.Text(ctx)
	return plain{contentType: contentType, body: body}, err
}

// GetOpenAPIYAML returns the bundled document.
func (h *Service) GetOpenAPIYAML(context.Context, api.GetOpenAPIYAMLRequestObject) (api.GetOpenAPIYAMLResponseObject, error) {
	return api.GetOpenAPIYAML200ApplicationYamlResponse{Body: bytes.NewReader(h.docs.YAML), ContentLength: int64(len(h.docs.YAML))}, nil
}

// GetOpenAPIJSON returns the document as JSON.
func (h *Service) GetOpenAPIJSON(context.Context, api.GetOpenAPIJSONRequestObject) (api.GetOpenAPIJSONResponseObject, error) {
	return plain{contentType: "application/json", body: h.docs.JSON}, nil
}

// VisitGetOpenAPIJSONResponse writes the document.
func (p plain) VisitGetOpenAPIJSONResponse(w http.ResponseWriter) error { return p.write(w) }

// plain is an encoded body with its content type.
type plain struct {
	contentType string
	header      map[string]string
	body        []byte
}

func (p plain) write(w http.ResponseWriter) error {
	for name, value := range p.header {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Type", p.contentType)
	_, err := w.Write(p.body)
	return err
}

// VisitGetPrometheusMetricsResponse writes the metrics.
func (p plain) VisitGetPrometheusMetricsResponse(w http.ResponseWriter) error { return p.write(w) }
