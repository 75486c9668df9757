"""Adlib and Axiell Collections, written as XML, as JSON or as a table."""
