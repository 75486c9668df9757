"""The memory: source records, every URI ever published, the log of changes."""
