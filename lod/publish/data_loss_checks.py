"""What is never lost without a word: the register that was kept, and all collections at once."""

from __future__ import annotations

from lod.errors import ReleaseError
from lod.register import bookkeeping
from lod.register.database import location
from lod.register.register import Register
from lod.site import Site
from lod.store.releases import Releases


def refuse_missing_register(site: Site) -> None:
    """ReleaseError where releases are there and the register is not.

    A new one would know nothing of what moved or is gone: URIs that were published once would answer 404.
    """
    place = location.of(site)
    if not location.is_there(place) and Releases(site.var).all():
        raise ReleaseError(
            f"{place}: missing, though there are releases: put it back from a backup (lod restore), or move "
            f"{site.var} away to begin anew, without what moved and what is gone"
        )


def refuse_empty_site(site: Site, register: Register) -> None:
    """ReleaseError where a site that had collections has none, as when their disk was not mounted."""
    before = bookkeeping.plans(register).keys() - {""}
    if before and not site.collections:
        raise ReleaseError(
            f"{site.folder / 'collections'}: found no collection, and there were "
            f"{', '.join(sorted(before))}: is a disk not mounted? All URIs would say that they are gone"
        )
