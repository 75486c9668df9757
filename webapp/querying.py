"""How a site's settings and the query sandbox come together."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint

from lod.rdf.names import OWN, PREFIXES, own
from lod.site import Site
from lod.store.sandbox.client import Client
from lod.store.sandbox.limits import Limits
from webapp.sparql.endpoint import blueprint


def limits_of(site: Site) -> Limits:
    """The limits that a site sets; the others are those of the sandbox."""
    given = site.limits
    return Limits(
        seconds=given.seconds,
        memory_mb=given.memory_mb,
        result_mb=given.result_mb,
        concurrent=given.concurrent,
        query_kb=given.query_kb,
        service_hosts=given.service_hosts,
    )


def endpoint_of(site: Site) -> str:
    """The public address of the endpoint."""
    return f"{site.base}sparql"


def prefixes_of(site: Site) -> dict[str, str]:
    """The prefixes that a query may leave out."""
    return {**PREFIXES, OWN: own(site.base)}


def service(site: Site, sandbox: Path) -> Blueprint:
    """The endpoint and its editor, asking a sandbox that runs elsewhere."""
    return blueprint(Client(sandbox, site.var, limits_of(site), endpoint_of(site)), endpoint_of(site))
