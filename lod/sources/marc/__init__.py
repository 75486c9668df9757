"""MARC21 in every way it is written: ISO 2709, XML, JSON and lines of text; whole or damaged."""
