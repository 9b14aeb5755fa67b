package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// maxBudget is the largest budget in US dollars. Far larger sums would no longer be exact.
const maxBudget = 1e9

// Budgets parses the budgets of sessions and projects.
func (s Serve) Budgets() (model.Budgets, error) {
	var budgets model.Budgets
	if s.BudgetSession != "" {
		limit, err := parseUSD(s.BudgetSession)
		if err != nil {
			return budgets, fmt.Errorf("--budget-session %q is not an amount in US dollars, such as 5 or 2.50", s.BudgetSession)
		}
		budgets.Session = limit
	}
	for _, text := range s.BudgetProjects {
		budget, err := parseProjectBudget(text)
		if err != nil {
			return budgets, fmt.Errorf("--budget-project %q %w", text, err)
		}
		for _, other := range budgets.Projects {
			if other.Folder == budget.Folder && other.Period == budget.Period {
				return budgets, fmt.Errorf("--budget-project %q repeats a budget for the same project and period: remove one", text)
			}
		}
		budgets.Projects = append(budgets.Projects, budget)
	}
	return budgets, nil
}

func (s Serve) validateBudgets() error {
	budgets, err := s.Budgets()
	if err == nil && s.ReadOnly && budgets.Any() {
		return errors.New("--budget-session and --budget-project store alerts and cannot be combined with --read-only")
	}
	return err
}

// parseProjectBudget parses [DIR=]USD[/day|/week|/month].
func parseProjectBudget(text string) (model.ProjectBudget, error) {
	var budget model.ProjectBudget
	amount := text
	if at := strings.LastIndex(text, "="); at >= 0 {
		budget.Folder, amount = text[:at], text[at+1:]
		if !filepath.IsAbs(budget.Folder) {
			return budget, errors.New(`must name the folder by its full path, such as "$PWD=20/day"`)
		}
		budget.Folder = filepath.Clean(budget.Folder)
	}
	amount, period, divided := strings.Cut(amount, "/")
	budget.Period = model.Period(period)
	switch budget.Period {
	case model.Daily, model.Weekly, model.Monthly:
	default:
		if divided {
			return budget, fmt.Errorf("has the period %q, which is not day, week or month", period)
		}
	}
	limit, err := parseUSD(amount)
	if err != nil {
		return budget, errors.New("is not an amount in US dollars, such as 20, 20/day or /home/me/shop=300/month")
	}
	budget.Limit = limit
	return budget, nil
}

var errNoAmount = errors.New("not an amount")

// parseUSD parses an amount in US dollars, with or without a dollar sign.
func parseUSD(text string) (model.MicroUSD, error) {
	amount, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(text), "$"), 64)
	if err != nil || !(amount >= 1e-6 && amount <= maxBudget) {
		return 0, errNoAmount
	}
	return model.MicroUSD(model.Integer(amount * 1e6)), nil
}
