"""Rules as Python: compiled once, fitted to the forms of field that come back."""
