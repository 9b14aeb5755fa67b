package config_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

func TestBudgetsAreParsed(t *testing.T) {
	settings := valid()
	settings.BudgetSession = "$2.50"
	settings.BudgetProjects = []string{"20/day", "1000", "/home/me/a=b/=300/month", "/home/me/shop=0.000001/week"}
	want := model.Budgets{Session: 2_500_000, Projects: []model.ProjectBudget{
		{Limit: 20_000_000, Period: model.Daily}, {Limit: 1_000_000_000, Period: model.Always},
		{Folder: "/home/me/a=b", Limit: 300_000_000, Period: model.Monthly}, {Folder: "/home/me/shop", Limit: 1, Period: model.Weekly},
	}}
	got, err := settings.Budgets()
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if err := settings.Validate(); err != nil {
		t.Error(err)
	}
	settings.ReadOnly = true
	if err := settings.Validate(); err == nil || !strings.Contains(err.Error(), "--read-only") {
		t.Errorf("with --read-only: %v", err)
	}
}

func TestInvalidBudgetsAreRejected(t *testing.T) {
	for _, test := range []struct{ session, project, want string }{
		{session: "five", want: "--budget-session \"five\" is not an amount"},
		{session: "0", want: "not an amount"},
		{session: "-1", want: "not an amount"},
		{session: "NaN", want: "not an amount"},
		{session: "1e300", want: "not an amount"},
		{project: "20/year", want: "day, week or month"},
		{project: "20/", want: "day, week or month"},
		{project: "/shop=", want: "not an amount"},
		{project: "shop=20", want: "full path"},
		{project: "=20", want: "full path"},
		{project: "20,30", want: "repeats"},
	} {
		settings := valid()
		settings.BudgetSession = test.session
		if test.project != "" {
			settings.BudgetProjects = strings.Split(test.project, ",")
		}
		if err := settings.Validate(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: error %v, want one with %q", test, err, test.want)
		}
	}
}
