"""LIDO: descriptions of museum objects."""
