"""The full-text index: pages, facets, suggest, reconciliation."""
