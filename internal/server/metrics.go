package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/common/expfmt"
)

// Metrics counts requests, and provides all metrics of the process for Prometheus.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
	now      func() time.Time
}

// NewMetrics returns metrics with their own registry. now is the clock.
func NewMetrics(now func() time.Time) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "htmlgraph_http_requests_total", Help: "Requests by operation and status.",
		}, []string{"operation", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "htmlgraph_http_request_seconds", Help: "Time to answer by operation.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
		}, []string{"operation"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "htmlgraph_http_requests_in_flight", Help: "Requests that are being answered.",
		}),
		now: now,
	}
	m.registry.MustRegister(m.requests, m.seconds, m.inFlight, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Counter adds a counter whose value is read at each scrape.
func (m *Metrics) Counter(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, value))
}

// Gauge adds a gauge whose value is read at each scrape.
func (m *Metrics) Gauge(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
}

// Histogram adds a histogram of durations, and returns the function that records one.
func (m *Metrics) Histogram(name, help string, buckets []float64) func(time.Duration) {
	histogram := prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets})
	m.registry.MustRegister(histogram)
	return func(d time.Duration) { histogram.Observe(d.Seconds()) }
}

// around counts the requests of an operation.
func (m *Metrics) around(operation string, next http.Handler) http.Handler {
	seconds := m.seconds.WithLabelValues(operation)
	succeeded := m.requests.WithLabelValues(operation, "200")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.inFlight.Inc()
		began := m.now()
		tracked := &tracker{ResponseWriter: w}
		defer func() {
			m.inFlight.Dec()
			seconds.Observe(m.now().Sub(began).Seconds())
			if tracked.status == http.StatusOK {
				succeeded.Inc()
				return
			}
			m.requests.WithLabelValues(operation, strconv.Itoa(tracked.statusOr500())).Inc()
		}()
		next.ServeHTTP(tracked, r)
	})
}

// statusOr500 returns the status, or 500 after a panic before a status was written.
func (t *tracker) statusOr500() int {
	if t.status == 0 {
		return http.StatusInternalServerError
	}
	return t.status
}

// Text returns all metrics in the text format of Prometheus.
func (m *Metrics) Text(context.Context) (contentType string, body []byte, err error) {
	families, err := m.registry.Gather()
	if err != nil {
		return "", nil, fmt.Errorf("gather metrics: %w", err)
	}
	format := expfmt.NewFormat(expfmt.TypeTextPlain)
	var buffer bytes.Buffer
	encoder := expfmt.NewEncoder(&buffer, format)
	for _, family := range families {
		if err := encoder.Encode(family); err != nil {
			return "", nil, fmt.Errorf("encode metrics: %w", err)
		}
	}
	return string(format), buffer.Bytes(), nil
}
