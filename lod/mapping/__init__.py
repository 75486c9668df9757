"""Record → statements, as told by mappings/: the mapping language and its compiler."""
