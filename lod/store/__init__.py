"""Releases of the Oxigraph store, reading documents from them, the query sandbox."""
