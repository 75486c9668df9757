"""Which things of ours a name from elsewhere may mean, with a score that says why.

Candidates come from the index, facts about them from the store. Knows nothing of HTTP or of the versions of
the reconciliation API; `webapp/reconcile` speaks those.
"""
