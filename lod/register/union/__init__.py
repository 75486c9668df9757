"""Which things of all collections are one, and what that means for their names."""
