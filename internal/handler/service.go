package handler

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"gopkg.in/yaml.v3"

	"github.com/htmlgraph/htmlgraph/gen/api"
)

// Database is what readiness asks of the database.
type Database interface {
	// Ping asks the database for a row; it fails when it cannot be read.
	Ping(ctx context.Context) error
	ReadOnly() bool
	Generation() uint64
}

// Metrics writes the metrics of the process in the text format of Prometheus.
type Metrics interface {
	Text(ctx context.Context) (contentType string, body []byte, err error)
}

// Service answers health, readiness, metrics and the document.
type Service struct {
	database Database
	metrics  Metrics
	version  string
	yaml     []byte
	json     map[string]any
	redoc    []byte
}

// NewService returns the handlers; document is the bundled OpenAPI document as YAML, redoc the
// program that shows it.
func NewService(database Database, metrics Metrics, version string, document, redoc []byte) (*Service, error) {
	var object map[string]any
	if err := yaml.Unmarshal(document, &object); err != nil {
		return nil, fmt.Errorf("parse the document: %w", err)
	}
	if _, err := json.Marshal(object); err != nil {
		return nil, fmt.Errorf("write the document as JSON: %w", err)
	}
	return &Service{database: database, metrics: metrics, version: version, yaml: document, json: object, redoc: redoc}, nil
}

// GetHealth answers as long as the process serves at all.
func (h *Service) GetHealth(context.Context, api.GetHealthRequestObject) (api.GetHealthResponseObject, error) {
	return api.GetHealth200JSONResponse{Status: api.HealthStatusOk, Version: h.version}, nil
}

// GetReadiness asks the database.
func (h *Service) GetReadiness(ctx context.Context, _ api.GetReadinessRequestObject) (api.GetReadinessResponseObject, error) {
	if err := h.database.Ping(ctx); err != nil {
		return nil, err
	}
	return api.GetReadiness200JSONResponse{
		Status:   api.ReadinessStatusReady,
		Database: api.DatabaseState{ReadOnly: h.database.ReadOnly(), Generation: int64(h.database.Generation())},
	}, nil
}

// GetPrometheusMetrics answers the metrics of the process.
func (h *Service) GetPrometheusMetrics(ctx context.Context, _ api.GetPrometheusMetricsRequestObject) (api.GetPrometheusMetricsResponseObject, error) {
	contentType, body, err := h.metrics.Text(ctx)
	return plain{contentType: contentType, body: body}, err
}

// GetOpenAPIYAML answers the document as it was bundled.
func (h *Service) GetOpenAPIYAML(context.Context, api.GetOpenAPIYAMLRequestObject) (api.GetOpenAPIYAMLResponseObject, error) {
	return api.GetOpenAPIYAML200ApplicationYamlResponse{Body: bytes.NewReader(h.yaml), ContentLength: int64(len(h.yaml))}, nil
}

// GetOpenAPIJSON answers the document as JSON.
func (h *Service) GetOpenAPIJSON(context.Context, api.GetOpenAPIJSONRequestObject) (api.GetOpenAPIJSONResponseObject, error) {
	return api.GetOpenAPIJSON200JSONResponse(h.json), nil
}

// plain is a body that is ready to be written.
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
