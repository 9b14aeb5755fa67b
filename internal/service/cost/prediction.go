package cost

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Parameters of a prediction.
const (
	// LookBack is the age of the oldest costs that count.
	LookBack = 5 * time.Minute
	// minSamples is the number of costs that a prediction needs.
	minSamples = 2
)

// InsufficientData is the reason where there are too few costs for a prediction.
const InsufficientData = "insufficient_data"

// Prediction is the cost of an hour at the rate of the last minutes.
type Prediction struct {
	// Reason is the reason why there is no prediction, "" where there is one. Without a prediction all amounts are zero.
	Reason                           string
	PerMinute, Hourly, Recent, Total model.MicroUSD
	// Samples is the number of costs in the last minutes.
	Samples int
}

// LookBackMinutes returns LookBack in minutes.
func (Prediction) LookBackMinutes() int64 { return int64(LookBack / time.Minute) }

// predict makes the prediction at a time. It also returns when the oldest of its costs becomes too old, the zero time for never.
func predict(costs []model.Cost, total model.MicroUSD, now time.Time) (Prediction, time.Time) {
	var p Prediction
	var changesAt time.Time
	var recent model.MicroUSD
	for _, c := range costs {
		at, ok := c.At.Time()
		if !ok || c.Amount <= 0 || !at.After(now.Add(-LookBack)) || at.After(now) {
			continue
		}
		if p.Samples == 0 {
			changesAt = at.Add(LookBack)
		}
		p.Samples++
		recent = recent.Plus(c.Amount)
	}
	return NewPrediction(recent, p.Samples, total), changesAt
}

// NewPrediction makes a prediction from the sum and the number of recent costs.
func NewPrediction(recent model.MicroUSD, samples int, total model.MicroUSD) Prediction {
	p := Prediction{Samples: samples}
	if samples < minSamples {
		p.Reason = InsufficientData
		return p
	}
	p.Recent, p.Total = recent, total
	p.PerMinute = model.MicroUSD(model.Integer(float64(recent) / LookBack.Minutes()))
	p.Hourly = model.MicroUSD(model.Integer(float64(recent) * float64(time.Hour/LookBack)))
	return p
}
