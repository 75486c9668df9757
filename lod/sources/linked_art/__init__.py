"""Linked Art: what museums tell in JSON-LD."""
