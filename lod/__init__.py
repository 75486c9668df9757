"""Linked open data from collection records: Record → Mapping → Statement → Store → Dataset."""

__version__ = "0.1.0"
