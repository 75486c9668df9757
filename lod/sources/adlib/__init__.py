"""Adlib and Axiell Collections in all their dresses."""
