"""The example queries, asked once when a release is published: whoever asks them next gets what was kept."""

from __future__ import annotations

import logging
import time

from lod.errors import LodError
from lod.site import Site
from lod.store import sparql_server
from lod.store.example_queries import examples
from lod.store.sandbox.service import Sandbox
from lod.store.sandbox.site_limits import endpoint_of, limits_of, prefixes_of

LARGE = 500_000
"""With fewer statements no example takes so long that its answer would be kept."""

log = logging.getLogger(__name__)


def warm(site: Site, seconds: float = 600.0) -> int:
    """Ask the examples of the release that is served now, for so long; how many were answered.

    One that is not answered is not an error: it says in the log why, and visitors will be told as well.
    """
    answered, end = 0, time.monotonic() + seconds
    with Sandbox(
        site.var,
        limits_of(site),
        base=endpoint_of(site),
        prefixes=prefixes_of(site),
        brisk=1,
        engine=sparql_server.of_site(site),
    ) as sandbox:
        for one in examples(site.base):
            if one.is_federated or "lod:search" in one.text:
                continue  # answered elsewhere, and by the index
            if time.monotonic() > end:
                break
            try:
                sandbox.query(one.text, gone=lambda: time.monotonic() > end).close()
                answered += 1
            except LodError as error:
                if time.monotonic() > end:
                    break
                log.warning("the example %s is not answered: %s", one.name, error)
    return answered
