"""Pages and services over HTTP: Flask.

`create_app(site)` makes the application; nothing happens on import. Views are thin: what a page says is made
in `pages/` as plain values, the forms of a thing in `documents/`; which one a client gets is decided in
`http/negotiation`. Pages read releases, never the register's tables, and never SPARQL.
"""
