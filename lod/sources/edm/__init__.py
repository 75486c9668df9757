"""EDM, the Europeana Data Model, in RDF/XML."""
