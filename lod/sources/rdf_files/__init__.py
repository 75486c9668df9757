"""Records that are RDF already: a resource with all that is said of it."""
