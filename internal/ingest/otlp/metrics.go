package otlp

import (
	"slices"
	"strings"
	"time"

	common "go.opentelemetry.io/proto/otlp/common/v1"
	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// Metrics reads a request to export metrics. received is the time of data points that have none.
func Metrics(body []byte, format Format, received time.Time) (Result, error) {
	var data metrics.MetricsData
	lost, err := decode(body, format, &data)
	if err != nil {
		return Result{}, err
	}
	to := newCollector(lost)
	for _, resource := range data.GetResourceMetrics() {
		for _, scope := range resource.GetScopeMetrics() {
			for _, metric := range scope.GetMetrics() {
				points := dataPoints{metric: metric, scope: scope.GetScope().GetName(), resource: resource.GetResource().GetAttributes(), received: received}
				points.report(to)
			}
		}
	}
	return to.result(), nil
}

// dataPoints are the data points of a metric, with what they have in common.
type dataPoints struct {
	metric   *metrics.Metric
	scope    string
	resource []*common.KeyValue
	received time.Time
}

// report reports the data points of a metric that is stored.
func (p dataPoints) report(to *collector) {
	about := newRecord(p.metric.GetName(), p.scope, p.resource, nil)
	if about.sender == unknown && !strings.HasPrefix(about.name, "gen_ai.") {
		for range p.count() {
			to.reject(ofNoAgent)
		}
		return
	}
	if !slices.Contains(about.agent.Telemetry.Metrics, about.name) {
		return
	}
	for _, point := range p.metric.GetSum().GetDataPoints() {
		p.reportPoint(point, to)
	}
}

// reportPoint reports one data point as an event, unless it has no value: none was recorded, or it was malformed.
func (p dataPoints) reportPoint(point *metrics.NumberDataPoint, to *collector) {
	if point.GetValue() == nil {
		return
	}
	r := newRecord(p.metric.GetName(), p.scope, p.resource, point.GetAttributes())
	r.at = instant(point.GetTimeUnixNano(), "", p.received)
	if r.session() == "" {
		to.reject(withoutSession)
		return
	}
	r.attrs["value"] = value(point)
	r.attrs["cumulative"] = p.metric.GetSum().GetAggregationTemporality() == metrics.AggregationTemporality_AGGREGATION_TEMPORALITY_CUMULATIVE
	r.reportSession(to)
	e := r.event(ingest.MarkID(r.session(), r.name, string(r.at)+"/"+r.attrs.text("type")+"/"+r.attrs.text("model")), ingest.TypeCheckPoint)
	e.ToolName, e.Output = r.name, strings.TrimSpace(r.attrs.text("value")+" "+r.attrs.text("type"))
	to.event(e)
}

// count returns how many data points the metric has.
func (p dataPoints) count() int {
	return len(p.metric.GetSum().GetDataPoints()) + len(p.metric.GetGauge().GetDataPoints()) + len(p.metric.GetHistogram().GetDataPoints()) +
		len(p.metric.GetExponentialHistogram().GetDataPoints()) + len(p.metric.GetSummary().GetDataPoints())
}

// value returns the number of a data point.
func value(point *metrics.NumberDataPoint) any {
	if _, ok := point.GetValue().(*metrics.NumberDataPoint_AsInt); ok {
		return point.GetAsInt()
	}
	return plain(&common.AnyValue{Value: &common.AnyValue_DoubleValue{DoubleValue: point.GetAsDouble()}}, 0)
}
