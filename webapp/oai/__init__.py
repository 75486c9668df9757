"""OAI-PMH 2.0: every thing and its source record, for harvesters, with what is gone."""
