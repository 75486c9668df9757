"""The reconciliation service: the W3C community group's API in versions 0.2 and 1.0-draft.

`parsing` understands what is asked in either version, `responses` says the answer in either, `manifest`
describes the service, `endpoint` has its addresses. `lod/search/reconciliation` decides what the answer is.
"""
