"""Entries of the Network of Terms, from what it answered before: publishing never asks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lod.linking.external.entries import Entry
from lod.linking.external.profiles import Label, Profile, canonical
from lod.linking.text_normalization import normalized
from lod.rdf import literals
from lod.site.targets import Target
from lod.sources.harvest.network_of_terms import Term, TermCache

_YEARS = re.compile(r"\(?(?<!\d)(\d{4})\s*[-–]\s*(\d{4})?(?!\d)")


@dataclass(frozen=True)
class Answered:
    """The entries that the network gave for the names that it was asked for."""

    target: Target
    var: Path

    @property
    def stamp(self) -> str:
        """The same stamp, the same entries."""
        return TermCache(self.var).stamp(self.target.network or "", self.target.sources)

    def __iter__(self) -> Iterator[Entry]:
        """Each entry that has an IRI and a name; one IRI may come more than once."""
        for term in TermCache(self.var).terms(self.target.network or "", self.target.sources):
            if found := self._entry(term):
                yield found

    def _entry(self, term: Term) -> Entry | None:
        address = literals.repair_iri(term["uri"])
        if not address:
            return None
        kind = self.target.kinds[0]
        labels = [
            Label(text, "", own)
            for some, own in ((term["preferred"], True), (term["other"], False))
            for text in some
        ]
        years = [hit for label in labels if label.preferred and (hit := _YEARS.search(label.text))]
        born, died = years[0].groups() if years and kind == "agent" else (None, None)
        return Entry(
            address,
            Profile(
                *(kind, "", tuple(dict.fromkeys(labels)), (born,) if born else (), (died,) if died else ()),
                tuple(sorted({canonical(address), *map(canonical, term["same"])})),
                tuple(sorted({normalized(label) for label in term["broader"]})),
            ),
        )
