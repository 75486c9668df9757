"""The page of one thing, part by part."""
