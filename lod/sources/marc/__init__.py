"""MARC21 in all its dresses: ISO 2709, XML, JSON and lines of text; whole or damaged."""
