package client

import (
	"context"
	"iter"
	"net/http"
)

// Events returns all events that match params, newest first. It asks for a page when it gets there; params.Limit is the size of a page.
func (a *API) Events(ctx context.Context, params *ListEventsParams) iter.Seq2[Event, error] {
	return walk(func(to RequestEditorFn) ([]Event, *http.Response, error) {
		response, err := a.ListEventsWithResponse(ctx, params, to)
		if err != nil {
			return nil, nil, err
		}
		if response.JSON200 == nil {
			return nil, nil, noList(response.HTTPResponse)
		}
		return *response.JSON200, response.HTTPResponse, nil
	})
}

// Activity returns all events, spikes and handoffs in one list, newest first. It asks for a page when it gets there; params.Limit is the size of a page.
func (a *API) Activity(ctx context.Context, params *ListActivityParams) iter.Seq2[ActivityItem, error] {
	return walk(func(to RequestEditorFn) ([]ActivityItem, *http.Response, error) {
		response, err := a.ListActivityWithResponse(ctx, params, to)
		if err != nil {
			return nil, nil, err
		}
		if response.JSON200 == nil {
			return nil, nil, noList(response.HTTPResponse)
		}
		return response.JSON200.Events, response.HTTPResponse, nil
	})
}

// Turns returns all prompts and what followed each of them, newest first. It asks for a page when it gets there; params.Limit is the size of a page.
func (a *API) Turns(ctx context.Context, params *ListTurnsParams) iter.Seq2[Turn, error] {
	return walk(func(to RequestEditorFn) ([]Turn, *http.Response, error) {
		response, err := a.ListTurnsWithResponse(ctx, params, to)
		if err != nil {
			return nil, nil, err
		}
		if response.JSON200 == nil {
			return nil, nil, noList(response.HTTPResponse)
		}
		return response.JSON200.ConversationTurns, response.HTTPResponse, nil
	})
}

// EventTraces returns all delegations with their children, newest first. It asks for a page when it gets there; params.Limit is the size of a page.
func (a *API) EventTraces(ctx context.Context, params *ListEventTracesParams) iter.Seq2[EventTrace, error] {
	return walk(func(to RequestEditorFn) ([]EventTrace, *http.Response, error) {
		response, err := a.ListEventTracesWithResponse(ctx, params, to)
		if err != nil {
			return nil, nil, err
		}
		if response.JSON200 == nil {
			return nil, nil, noList(response.HTTPResponse)
		}
		return response.JSON200.Traces, response.HTTPResponse, nil
	})
}

// Sessions returns all sessions, newest first. It asks for a page when it gets there; params.Limit is the size of a page.
func (a *API) Sessions(ctx context.Context, params *ListSessionsParams) iter.Seq2[Session, error] {
	return walk(func(to RequestEditorFn) ([]Session, *http.Response, error) {
		response, err := a.ListSessionsWithResponse(ctx, params, to)
		if err != nil {
			return nil, nil, err
		}
		if response.JSON200 == nil {
			return nil, nil, noList(response.HTTPResponse)
		}
		return response.JSON200.Sessions, response.HTTPResponse, nil
	})
}

// WorkItems returns all work items. It asks for a page when it gets there; params.Limit is the size of a page.
func (a *API) WorkItems(ctx context.Context, params *ListWorkItemsParams) iter.Seq2[WorkItem, error] {
	return walk(func(to RequestEditorFn) ([]WorkItem, *http.Response, error) {
		response, err := a.ListWorkItemsWithResponse(ctx, params, to)
		if err != nil {
			return nil, nil, err
		}
		if response.JSON200 == nil {
			return nil, nil, noList(response.HTTPResponse)
		}
		return response.JSON200.WorkItems, response.HTTPResponse, nil
	})
}

// SpawnerActivities returns all what spawners did, newest first. It asks for a page when it gets there; params.Limit is the size of a page.
func (a *API) SpawnerActivities(ctx context.Context, params *ListSpawnerActivitiesParams) iter.Seq2[SpawnerActivity, error] {
	return walk(func(to RequestEditorFn) ([]SpawnerActivity, *http.Response, error) {
		response, err := a.ListSpawnerActivitiesWithResponse(ctx, params, to)
		if err != nil {
			return nil, nil, err
		}
		if response.JSON200 == nil {
			return nil, nil, noList(response.HTTPResponse)
		}
		return response.JSON200.SpawnerActivities, response.HTTPResponse, nil
	})
}

// TaskNotifications returns all notifications of background tasks, newest first. It asks for a page when it gets there; params.Limit is the size of a page.
func (a *API) TaskNotifications(ctx context.Context, params *ListTaskNotificationsParams) iter.Seq2[TaskNotification, error] {
	return walk(func(to RequestEditorFn) ([]TaskNotification, *http.Response, error) {
		response, err := a.ListTaskNotificationsWithResponse(ctx, params, to)
		if err != nil {
			return nil, nil, err
		}
		if response.JSON200 == nil {
			return nil, nil, noList(response.HTTPResponse)
		}
		return response.JSON200.Notifications, response.HTTPResponse, nil
	})
}

// Requests returns all requests to models, newest first. It asks for a page when it gets there; params.Limit is the size of a page.
func (a *API) Requests(ctx context.Context, params *ListRequestsParams) iter.Seq2[ModelRequest, error] {
	return walk(func(to RequestEditorFn) ([]ModelRequest, *http.Response, error) {
		response, err := a.ListRequestsWithResponse(ctx, params, to)
		if err != nil {
			return nil, nil, err
		}
		if response.JSON200 == nil {
			return nil, nil, noList(response.HTTPResponse)
		}
		return *response.JSON200, response.HTTPResponse, nil
	})
}
