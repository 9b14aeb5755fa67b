package cost

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// How a prediction is made.
const (
	// LookBack is how far back costs count.
	LookBack = 5 * time.Minute
	// minSamples is how many costs a prediction needs.
	minSamples = 2
)

// InsufficientData is the reason for no prediction where there are too few costs.
const InsufficientData = "insufficient_data"

// Prediction is what an hour costs if it goes on as in the last minutes.
type Prediction struct {
	// Reason says why there is no prediction, "" if there is one. The amounts then mean nothing and are zero.
	Reason                           string
	PerMinute, Hourly, Recent, Total model.MicroUSD
	// Samples is how many costs the last minutes have.
	Samples int
}

// LookBackMinutes is over how many minutes a prediction looks.
func (Prediction) LookBackMinutes() int64 { return int64(LookBack / time.Minute) }

// predict makes the prediction at a time, and says when the oldest of its costs is too old; the zero time for never.
func predict(costs []model.Cost, total model.MicroUSD, now time.Time) (Prediction, time.Time) {
	var p Prediction
	var turns time.Time
	var recent model.MicroUSD
	for _, c := range costs {
		at, ok := c.At.Time()
		if !ok || c.Amount <= 0 || !at.After(now.Add(-LookBack)) || at.After(now) {
			continue
		}
		if p.Samples == 0 {
			turns = at.Add(LookBack)
		}
		p.Samples++
		recent = recent.Plus(c.Amount)
	}
	return PredictionOf(recent, p.Samples, total), turns
}

// PredictionOf makes the prediction of what a number of costs in the last minutes came to.
func PredictionOf(recent model.MicroUSD, samples int, total model.MicroUSD) Prediction {
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
