"""HTTP by the letter: negotiation, conditions, codings, errors, limits, logs."""
