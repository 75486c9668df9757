"""UNIMARC as the MARC21 that says the same: the table of the conversion, and what a table cannot say."""
