package web

// opened returns the path of the event or the work item whose details a request names, "" for none.
func opened(event, item *string) string {
	switch {
	case event != nil:
		return linkTo("/views/event", "event_id", *event)
	case item != nil:
		return linkTo("/views/work-item", "work_item_id", *item)
	}
	return ""
}
