"""Records taken in: everything anew, or only what changed."""
