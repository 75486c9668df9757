"""Words and grammar of RDF: namespaces, our IRIs, values, formats. Knows no records, no store, no network."""
