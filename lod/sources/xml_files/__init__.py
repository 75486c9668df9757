"""Records that are elements of XML: cut without parsing, read as trees, mended where it can be done."""
