"""bytes → Record; one file per format. Knows no RDF."""
