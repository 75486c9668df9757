"""PICA+ in every way it is written: lines and signs, XML, JSON."""
