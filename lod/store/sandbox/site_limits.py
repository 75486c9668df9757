"""What a site's settings say of its SPARQL service: where it is, what it knows, how much it may use."""

from __future__ import annotations

from lod.rdf.namespaces import OWN, PREFIXES, own
from lod.site import Site
from lod.store.sandbox.limits import Limits


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
