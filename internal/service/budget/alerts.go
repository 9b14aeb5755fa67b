package budget

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/cost"
)

// The types of alerts.
const (
	budgetWarning     = "budget_warning"
	breach            = "breach"
	trajectoryOverage = "trajectory_overage"
)

// alerts returns the alerts that a state requires. The same state always has alerts with the same ids, on every server.
func (s State) alerts(at time.Time) []model.CostAlert {
	if s.Session == "" {
		return nil
	}
	switch s.Level() {
	case Exceeded:
		return []model.CostAlert{s.alert(breach, at)}
	case Near:
		return append([]model.CostAlert{s.alert(budgetWarning, at)}, s.trajectory(at)...)
	default:
		return s.trajectory(at)
	}
}

func (s State) trajectory(at time.Time) []model.CostAlert {
	predicted, known := s.Predicted()
	if !known || predicted < s.Limit {
		return nil
	}
	alert := s.alert(trajectoryOverage, at)
	usd := predicted.USD()
	alert.PredictedUSD = &usd
	return []model.CostAlert{alert}
}

func (s State) alert(kind string, at time.Time) model.CostAlert {
	severity, message, spent, limit := cost.Warning, s.message(kind), s.Spent.USD(), s.Limit.USD()
	if kind == breach {
		severity = cost.Critical
	}
	return model.CostAlert{
		ID: s.id(kind), Type: kind, SessionID: s.Session, Message: &message, CurrentCostUSD: &spent, BudgetUSD: &limit,
		Severity: &severity, Timestamp: model.NewInstant(at),
	}
}

// id returns the id of an alert: a digest of everything that distinguishes it from others.
func (s State) id(kind string) string {
	start := ""
	if !s.Since.IsZero() {
		start = s.Since.Format(time.DateOnly)
	}
	digest := sha256.Sum256([]byte(strings.Join([]string{s.Kind, s.Name, string(s.Period), start, kind, strconv.FormatInt(int64(s.Limit), 10)}, "\x00")))
	return "budget-" + hex.EncodeToString(digest[:12])
}

// longestName is the largest length of a folder in a message.
const longestName = 120

// message returns the text of an alert.
func (s State) message(kind string) string {
	subject := "Cost"
	if s.Kind == ForProject {
		name, _ := model.Cut(s.Name, longestName)
		subject = "Cost of project " + strings.ToValidUTF8(name, "\uFFFD")
	}
	if s.Period != model.Always {
		subject += map[model.Period]string{model.Daily: " today", model.Weekly: " this week", model.Monthly: " this month"}[s.Period]
	}
	if kind == trajectoryOverage {
		predicted, _ := s.Predicted()
		return fmt.Sprintf("%s may pass the budget within the hour: %s now, %s in an hour, of %s", subject, dollars(s.Spent), dollars(predicted), dollars(s.Limit))
	}
	return fmt.Sprintf("%s at %.0f %% of budget: %s of %s", subject, s.shown(), dollars(s.Spent), dollars(s.Limit))
}

// shown returns the percentage as a whole number. It rounds down, so that 99.9 % is not shown as 100 %.
func (s State) shown() float64 { return float64(int64(min(s.Percent(), 1e15))) }

// dollars formats an amount with cents, and a small one with all its digits.
func dollars(amount model.MicroUSD) string {
	if amount > 0 && amount < 10_000 {
		return "$" + strconv.FormatFloat(amount.USD(), 'f', 6, 64)
	}
	return "$" + strconv.FormatFloat(amount.USD(), 'f', 2, 64)
}
