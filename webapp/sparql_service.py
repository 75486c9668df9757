"""How a site's settings and the query sandbox come together."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint

from lod.site import Site
from lod.store.sandbox.client import Client
from lod.store.sandbox.site_limits import endpoint_of, limits_of, prefixes_of
from webapp.sparql.endpoint import blueprint

__all__ = ("endpoint_of", "limits_of", "prefixes_of", "service")


def service(site: Site, sandbox: Path) -> Blueprint:
    """The endpoint and its editor, asking a sandbox that runs elsewhere."""
    return blueprint(Client(sandbox, site.var, limits_of(site), endpoint_of(site)), endpoint_of(site))
