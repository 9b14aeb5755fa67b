package web

import "net/http"

// VisitShowDashboardResponse writes the page.
func (p page) VisitShowDashboardResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowNowResponse writes the page.
func (p page) VisitShowNowResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowActivityResponse writes the page.
func (p page) VisitShowActivityResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowChildrenResponse writes the page.
func (p page) VisitShowChildrenResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowEventResponse writes the page.
func (p page) VisitShowEventResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowSessionsResponse writes the page.
func (p page) VisitShowSessionsResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowSearchResponse writes the page.
func (p page) VisitShowSearchResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowSessionResponse writes the page.
func (p page) VisitShowSessionResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowOrchestrationResponse writes the page.
func (p page) VisitShowOrchestrationResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowWorkItemsResponse writes the page.
func (p page) VisitShowWorkItemsResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowFeaturesResponse writes the page.
func (p page) VisitShowFeaturesResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowWorkItemResponse writes the page.
func (p page) VisitShowWorkItemResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowSpawnersResponse writes the page.
func (p page) VisitShowSpawnersResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowAgentsResponse writes the page.
func (p page) VisitShowAgentsResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowMetricsResponse writes the page.
func (p page) VisitShowMetricsResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowPresenceResponse writes the page.
func (p page) VisitShowPresenceResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowCostNoticeResponse writes the page.
func (p page) VisitShowCostNoticeResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowUsageResponse writes the page.
func (p page) VisitShowUsageResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowRequestsResponse writes the page.
func (p page) VisitShowRequestsResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowMessagesResponse writes the page.
func (p page) VisitShowMessagesResponse(w http.ResponseWriter) error { return p.write(w) }

// VisitShowMessageResponse writes the page.
func (p page) VisitShowMessageResponse(w http.ResponseWriter) error { return p.write(w) }
