"""Linked Art: what museums tell in JSON-LD, each thing as a record."""
