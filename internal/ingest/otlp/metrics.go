package otlp

import (
	"strings"
	"time"

	common "go.opentelemetry.io/proto/otlp/common/v1"
	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// kept are the metrics of Claude Code that nothing else tells of. Tokens and costs are told by each request, and would count twice.
var kept = map[string]bool{"lines_of_code.count": true, "commit.count": true, "pull_request.count": true}

// Metrics reads a request to export metrics. received is the time of data points that have none.
func Metrics(body []byte, format Format, received time.Time) (Result, error) {
	var data metrics.MetricsData
	if err := decode(body, format, &data); err != nil {
		return Result{}, err
	}
	to := newCollector()
	for _, resource := range data.GetResourceMetrics() {
		for _, scope := range resource.GetScopeMetrics() {
			for _, metric := range scope.GetMetrics() {
				about := point{metric: metric, scope: scope.GetScope().GetName(), resource: resource.GetResource().GetAttributes(), received: received}
				about.observe(to)
			}
		}
	}
	return to.result(), nil
}

// point is what the data points of a metric have in common.
type point struct {
	metric   *metrics.Metric
	scope    string
	resource []*common.KeyValue
	received time.Time
}

func (p point) observe(to *collector) {
	of := newRecord(p.metric.GetName(), p.scope, p.resource, nil)
	if of.program == unknown && !strings.HasPrefix(of.name, "gen_ai.") {
		for range p.count() {
			to.reject(ofNoAgent)
		}
		return
	}
	if of.program != claudeCode || !kept[of.name] {
		return
	}
	cumulative := p.metric.GetSum().GetAggregationTemporality() == metrics.AggregationTemporality_AGGREGATION_TEMPORALITY_CUMULATIVE
	for _, one := range p.metric.GetSum().GetDataPoints() {
		r := newRecord(p.metric.GetName(), p.scope, p.resource, one.GetAttributes())
		r.at = instant(one.GetTimeUnixNano(), "", p.received)
		if r.session() == "" {
			to.reject(ofNoSession)
			continue
		}
		r.attrs["value"] = value(one)
		r.attrs["cumulative"] = cumulative
		r.observeSession(to)
		e := r.event(ingest.MarkID(r.session(), r.name, string(r.at)+"/"+r.attrs.text("type")+"/"+r.attrs.text("model")), ingest.TypeCheckPoint)
		e.ToolName, e.Output = r.name, strings.TrimSpace(r.attrs.text("value")+" "+r.attrs.text("type"))
		to.event(e)
	}
}

// count returns how many data points the metric has.
func (p point) count() int {
	return len(p.metric.GetSum().GetDataPoints()) + len(p.metric.GetGauge().GetDataPoints()) + len(p.metric.GetHistogram().GetDataPoints()) +
		len(p.metric.GetExponentialHistogram().GetDataPoints()) + len(p.metric.GetSummary().GetDataPoints())
}

func value(one *metrics.NumberDataPoint) any {
	if _, ok := one.GetValue().(*metrics.NumberDataPoint_AsInt); ok {
		return one.GetAsInt()
	}
	return plain(&common.AnyValue{Value: &common.AnyValue_DoubleValue{DoubleValue: one.GetAsDouble()}}, 0)
}
