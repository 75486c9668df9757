"""Records that are objects of JSON: cut without parsing, read as trees."""
