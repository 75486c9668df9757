"""The full-text index of a release: what people, facets, autocomplete and reconciliation ask.

Knows the store and the words of RDF; knows no web. An index is a folder of immutable segments, so that the
next release starts from hard links to it.
"""
