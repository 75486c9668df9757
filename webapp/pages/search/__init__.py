"""The page of a search: what was asked, what was found, ways on."""
