package cost

import (
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// How a prediction is made.
const (
	// lookBack is how far back costs count.
	lookBack = 5 * time.Minute
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
func (Prediction) LookBackMinutes() int64 { return int64(lookBack / time.Minute) }

// predict makes the prediction at a time, and says when the oldest of its costs is too old; the zero time for never.
func predict(costs []model.Cost, total model.MicroUSD, now time.Time) (Prediction, time.Time) {
	var p Prediction
	var turns time.Time
	var recent model.MicroUSD
	for _, c := range costs {
		at, ok := c.At.Time()
		if !ok || c.Amount <= 0 || !at.After(now.Add(-lookBack)) || at.After(now) {
			continue
		}
		if p.Samples == 0 {
			turns = at.Add(lookBack)
		}
		p.Samples++
		recent = recent.Plus(c.Amount)
	}
	if p.Samples < minSamples {
		p.Reason = InsufficientData
		return p, turns
	}
	p.Recent, p.Total = recent, total
	p.PerMinute = model.MicroUSD(model.Integer(float64(recent) / lookBack.Minutes()))
	p.Hourly = model.MicroUSD(model.Integer(float64(recent) * float64(time.Hour/lookBack)))
	return p, turns
}
