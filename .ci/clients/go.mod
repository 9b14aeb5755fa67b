module github.com/htmlgraph/htmlgraph/.ci/clients

go 1.26

require github.com/htmlgraph/htmlgraph/gen/client v0.0.0

require (
	github.com/apapsch/go-jsonmerge/v2 v2.0.0 // indirect
	github.com/coder/websocket v1.8.15 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/oapi-codegen/runtime v1.8.0 // indirect
)

replace github.com/htmlgraph/htmlgraph/gen/client => ../../gen/client
