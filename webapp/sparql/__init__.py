"""SPARQL 1.1 Protocol at /sparql, and a page to ask from at /sparql/editor.

`endpoint.blueprint(engine)` makes the blueprint; the engine is the sandbox, or a remote engine in its place.
"""
