"""A mapping that runs: records in, statements out, with an account of what became of each subfield."""
