"""What a site says itself, beside its collections: of its organisations, and which pages link to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lod.dataset import site_description
from lod.inbox import accepted_links, box
from lod.register.ingest.full_update import Described
from lod.register.register import Register
from lod.register.statements import name, thing
from lod.register.union.clusters import members
from lod.site import Site

_MOVES = 10
"""So many moves of a thing, one after the other, are followed."""


class SiteStatements:
    """What a site says itself at one publish, as records that are N-Triples."""

    def __init__(self, site: Site, register: Register) -> None:
        self._site = site
        self._register = register
        self._about = [*site_description.about(site)]

    def __call__(self, described: Described) -> Sequence[bytes]:
        """All of it; `described` tells what the records of this publish describe."""
        links = box.accepted(self._site.var)
        if not links:
            return self._about

        def there(names: Iterable[str]) -> Mapping[str, str]:
            may = {name: self._candidates(name) for name in names}
            known = described({one for some in may.values() for one in some}) | self._own()
            found = {name: next((one for one in some if one in known), "") for name, some in may.items()}
            return {name: one for name, one in found.items() if one}

        language = self._site.languages[0]
        return [*self._about, *accepted_links.records(links, self._site.base, language, there)]

    def _own(self) -> set[str]:
        """Names of what the site itself describes."""
        site = self._site
        own = [*map(site_description.thing_of, site.organizations)]
        return {*map(name, own), *map(name, map(site_description.collection_thing, site.collections))}

    def _candidates(self, told: str) -> list[str]:
        """By which names a link may be said: as it was told, else by what took its place, else by a fellow.

        A record may say any of them, for what records say gets the name of the union anyhow. The name that
        was told comes first, so that things that are parted again keep the links that each was given.
        """
        found = [told]
        for _ in range(_MOVES):
            known = self._register.thing(thing(found[-1]).kind, thing(found[-1]).key)
            if known is None or known.moved_to is None:
                break
            found.append(name(known.moved_to))
        return [*dict.fromkeys((*found, *members(self._register.db, found[-1])))]
