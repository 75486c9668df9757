"""The query service of a site: started once by `lod serve`, connected to by each of its workers."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint

from lod.rdf.names import PREFIXES
from lod.site import Site
from lod.store.sandbox.client import Client
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from webapp.sparql.endpoint import blueprint


def limits_of(site: Site) -> Limits:
    """The limits that site.toml sets."""
    said = site.limits
    return Limits(
        seconds=said.seconds,
        memory_mb=said.memory_mb,
        result_mb=said.result_mb,
        concurrent=said.concurrent,
        query_kb=said.query_kb,
        service_hosts=said.service_hosts,
    )


def start(site: Site) -> Sandbox:
    """The query service, running; it ends with the process that started it, or with `close`."""
    return Sandbox(site.var, limits_of(site), base=_public(site), prefixes=PREFIXES)


def service(site: Site, folder: Path) -> Blueprint:
    """The endpoint in a web process; `folder` is that of the running sandbox."""
    return blueprint(Client(folder, site.var, limits_of(site), _public(site)), _public(site))


def _public(site: Site) -> str:
    return f"{site.base}sparql"
