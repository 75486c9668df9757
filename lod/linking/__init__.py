"""Which things are the same: works, agents, subjects; links to authorities."""
