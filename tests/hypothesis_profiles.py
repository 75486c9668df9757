"""How many examples a property is tried with: `make test` takes few, `make fuzz` six times as many."""

import os

TIMES = 6 if os.environ.get("HYPOTHESIS_PROFILE") == "fuzz" else 1


def tries(few: int) -> int:
    """The number of examples for a property that few are enough for, day by day."""
    return few * TIMES
