"""The description of all that can be asked of the site, for programs (OpenAPI 3.1)."""
