"""The tracker's HTTP interface: one file a resource, each with a function that makes its router."""
