"""PICA+ in all its dresses: lines and signs, XML, JSON."""
