"""Pictures that the records have and pages do not show, for their hosts are not in `image_hosts`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from lod.rdf.namespaces import expand
from lod.site import Site
from lod.store.releases import Releases

LOOKED_AT = 2_000
"""So many statements on pictures are looked at: whose hosts they are, is soon seen."""
_IMAGE, _ADDRESS = NamedNode(expand("schema:image")), NamedNode(expand("schema:contentUrl"))
_GRAPH = DefaultGraph()


def hidden_pictures(site: Site) -> list[tuple[str, int]]:
    """Hosts of pictures that pages of the current release do not show, with how many were seen of each."""
    current = Releases(site.var).current()
    if current is None or "*" in site.image_hosts:
        return []
    found = Counter(host for host in _hosts(current.open()) if host not in site.image_hosts)
    return found.most_common()


def _hosts(store: Store) -> Iterator[str]:
    for quad in islice(store.quads_for_pattern(None, _IMAGE, None, _GRAPH), LOOKED_AT):
        part = quad.object
        told = [part]
        if isinstance(part, NamedNode) and "#" in part.value:
            told = [one.object for one in store.quads_for_pattern(part, _ADDRESS, None, _GRAPH)]
        for address in told:
            if isinstance(address, NamedNode | Literal) and (host := _host(address.value)):
                yield host


def _host(url: str) -> str:
    """The host of an address, as image_hosts names it; nothing when it is no address of the web.

    >>> _host("https://images.example.org:8443/1.jpg"), _host("https://[/1.jpg"), _host("1.jpg")
    ('images.example.org:8443', '', '')
    """
    try:
        found = urlsplit(url)
    except ValueError:
        return ""
    return found.netloc if found.scheme in ("http", "https") else ""
