"""The functions for records of PICA."""
