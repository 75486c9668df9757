"""Which things are the same: what is compared, what speaks for it and against it, and what people decided."""
