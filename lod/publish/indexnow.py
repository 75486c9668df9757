"""Telling search engines which pages changed (IndexNow) after a publish, which it never fails."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlsplit

from lod.register.database import location
from lod.register.register import Register
from lod.site import Site

MOST = 10_000
"""So many addresses one message may have, by the protocol."""
_SECONDS = 20.0
_SHOWN = ("work", "instance", "object", "agent", "subject", "place", "organization", "collection")

log = logging.getLogger(__name__)


def changed(site: Site, register: Register) -> list[str]:
    """Public addresses of the pages that the newest publication made, changed or took away, up to MOST."""
    (newest,) = register.publications(1)
    things = (thing for thing, _, _ in register.concerned(newest.number))
    return [*islice((thing.document(site.base) for thing in things if thing.kind in _SHOWN), MOST)]


def tell_of_changes(site: Site) -> bool:
    """Tell the site's IndexNow server, if it has one, of what the newest publication changed."""
    if not site.indexnow.key:
        return False
    with Register.read_only(location.of(site)) as register:
        return tell(site, changed(site, register))


def tell(site: Site, addresses: Sequence[str]) -> bool:
    """Send addresses to the site's IndexNow server; whether it took them. What goes wrong is only logged."""
    told = site.indexnow
    if not told.key or not addresses:
        return False
    message = {
        "host": urlsplit(site.base).hostname,
        "key": told.key,
        "keyLocation": f"{site.base}indexnow-{told.key}.txt",
        "urlList": list(addresses[:MOST]),
    }
    import httpx2  # most sites tell nobody

    try:
        answer = httpx2.post(told.server, json=message, timeout=_SECONDS, follow_redirects=False)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        log.warning("%s was not told of changed pages: %s", told.server, error)
        return False
    if answer.status_code not in (200, 202):
        log.warning("%s did not take the changed pages: status %s", told.server, answer.status_code)
        return False
    return True
