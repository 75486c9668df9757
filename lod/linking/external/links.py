"""Links from our things to entries of a site's targets: sure ones as statements, doubtful ones as a list."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from lod.linking.external import index
from lod.linking.external.entries import Entries, Entry
from lod.linking.external.index import Index
from lod.linking.external.network_of_terms import Answered
from lod.linking.external.profiles import (
    Label,
    Profile,
    canonical,
    id_keys,
    label_keys,
    name_keys,
    near_keys,
    profile_of,
)
from lod.linking.external.review_table import Verdict, decisions
from lod.linking.external.scoring import IDENTIFIED, Candidate, candidates
from lod.mapping.functions.authority_identifiers import identified
from lod.rdf.namespaces import expand
from lod.register.statements import kind_of
from lod.register.union.external_links import MARK, Concerned
from lod.site import Site
from lod.site.targets import Target

_TERM = ("subject", "genre", "place")


class Links:
    """The targets of a site, and what people decided about links to them."""

    def __init__(
        self, base: str, targets: Sequence[tuple[Target, Index]], verdicts: Sequence[Verdict], folder: Path
    ) -> None:
        self._base = base
        self.targets = targets
        self._folder = folder
        self._verdicts: dict[str, list[Verdict]] = {}
        for one in sorted(verdicts, key=lambda each: (each.thing, each.target, each.candidate)):
            self._verdicts.setdefault(one.thing, []).append(one)

    @property
    def setting(self) -> str:
        """What the links depend on: the program, and the settings and files of each target."""
        if not self.targets:
            return ""
        told = {
            "program": index.program(),
            "targets": {target.key: [_settings(target), found.digest] for target, found in self.targets},
            "decided": [
                [each.thing, each.target, each.candidate, each.yes, each.label]
                for some in self._verdicts.values()
                for each in some
            ],
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    def concerned(self, before: str) -> Concerned | None:
        """Which things are looked at again: all, those that share a key with a changed entry, or none."""
        if before == self.setting:
            return None
        old: dict[str, Any] = json.loads(before) if before else {}
        now: dict[str, Any] = json.loads(self.setting) if self.targets else {}
        keys = self._changed(old, now)
        if keys is None:
            return lambda name, sketches: True
        rows = {tuple(row) for row in old["decided"]} ^ {tuple(row) for row in now["decided"]}
        names = {str(row[0]) for row in rows}

        def concerned(name: str, sketches: Sequence[str]) -> bool:
            found = profile_of(sketches) if keys else None
            return name in names or bool(found and not keys.isdisjoint(_keys(found)))

        return concerned

    def _changed(self, old: Mapping[str, Any], now: Mapping[str, Any]) -> set[int] | None:
        """Keys of the entries that changed; None when more than entries did."""
        if not old or not now or old["program"] != now["program"]:
            return None
        if {k: v[0] for k, v in old["targets"].items()} != {k: v[0] for k, v in now["targets"].items()}:
            return None
        keys: set[int] = set()
        for target, found in self.targets:
            digest = old["targets"][target.key][1]
            if digest != found.digest:
                path = self._folder / f"{target.key}-{digest}.sqlite"
                if not path.is_file():
                    return None
                with closing(Index(path)) as before:
                    keys |= found.changed_keys(before)
        return keys

    # ------------------------------------------------------------ finding

    def found(self, name: str, sketches: Sequence[str]) -> Iterator[tuple[Target, list[Candidate]]]:
        """The candidates for a thing in each target that has its kind, with decisions."""
        yield from self._found(name, profile_of(sketches))

    def _found(self, name: str, one: Profile | None) -> Iterator[tuple[Target, list[Candidate]]]:
        if one is None:
            return  # nothing says anything of it: no decision keeps a thing alive
        for target, entries in self.targets:
            verdicts = [each for each in self._verdicts.get(name, ()) if each.target == target.key]
            of_kind = kind_of(name) in target.kinds
            if verdicts or of_kind:
                likely = self._likely(one, entries) if of_kind else []
                yield target, [*_decided(likely, verdicts, entries, one)]

    def _likely(self, one: Profile, entries: Index) -> list[Candidate]:
        by_id = candidates(one, entries.find(id_keys(one)).values()) if one.ids else []
        if any(each.points >= IDENTIFIED for each in by_id):
            return by_id
        by_name = candidates(one, entries.find(name_keys(one)).values())
        return by_name or candidates(one, entries.find(near_keys(one)).values())

    def sure(self, name: str, sketches: Sequence[str]) -> Iterator[tuple[Target, list[Candidate]]]:
        """The links of a thing: in each target those that a person decided on, else the one that is sure."""
        yield from self._sure(name, profile_of(sketches))

    def _sure(self, name: str, one: Profile | None) -> Iterator[tuple[Target, list[Candidate]]]:
        for target, some in self._found(name, one):
            if decided := [each for each in some if each.decided]:
                yield target, decided
            elif (best := next((each for each in some if each.decided is None), None)) and is_sure(
                target, best
            ):
                yield target, [best]

    def doubtful(self, name: str, sketches: Sequence[str]) -> Iterator[tuple[Target, Candidate]]:
        """The candidates on which a person should decide."""
        for target, some in self.found(name, sketches):
            open_ = [each for each in some if each.decided is None]
            if any(each.decided for each in some) or (open_ and is_sure(target, open_[0])):
                continue
            yield from ((target, each) for each in open_ if each.points >= target.doubtful)

    # ------------------------------------------------------------ saying

    def records(self, name: str, sketches: Sequence[str]) -> Iterator[bytes]:
        """The statements about a thing, a text for each target."""
        one = profile_of(sketches)
        known = {*one.ids} if one else set()
        for target, some in self._sure(name, one):
            new = [each for each in some if each.decided or canonical(each.entry.iri) not in known]
            lines = [line for at, each in enumerate(new) for line in self._said(name, target, each, at)]
            if lines:
                yield "".join(f"{line}\n" for line in lines).encode()

    def _said(self, name: str, target: Target, one: Candidate, at: int) -> Iterator[str]:
        thing = NamedNode(f"{self._base}id/{name}")
        part = NamedNode(f"{thing.value}{MARK}{target.key}" + (f"-{at + 1}" if at else ""))
        entry, same = NamedNode(one.entry.iri), _node("schema:sameAs")
        # The part first: the record is called after the subject of its first line.
        yield f"{part} {_node('rdf:type')} {_node('rdf:Statement')} ."
        yield f"{part} {_node('rdf:subject')} {thing} ."
        yield f"{part} {_node('rdf:predicate')} {same} ."
        yield f"{part} {_node('rdf:object')} {entry} ."
        yield f"{part} {_node('rdfs:comment')} {Literal(_told(target, one), language='en')} ."
        if target.about:
            yield f"{part} {_node('dcterms:source')} {NamedNode(target.about)} ."
        yield f"{thing} {same} {entry} ."
        yield f"{thing} {_node('rdfs:seeAlso')} {part} ."
        for address in (one.entry.iri, *(_others(one.entry) if target.same else ())):
            if address != one.entry.iri:
                yield f"{thing} {same} {NamedNode(address)} ."
            if kind_of(name) in _TERM:
                yield f"{thing} {_node('skos:exactMatch')} {NamedNode(address)} ."
        yield from self._labels(thing, name, target, one)

    def _labels(self, thing: NamedNode, name: str, target: Target, one: Candidate) -> Iterator[str]:
        """Names that the target has in the languages that the site asks for."""
        properties = (
            ("schema:alternateName", "skos:altLabel") if kind_of(name) in _TERM else ("schema:alternateName",)
        )
        for label in one.entry.portrait.labels:
            if label.preferred and label.language in target.labels:
                told = Literal(label.text, language=label.language)
                yield from (f"{thing} {_node(property)} {told} ." for property in properties)


def _others(entry: Entry) -> list[str]:
    """What an entry says that it is the same as, in the authority files that we know."""
    told = (id.partition(":") for id in entry.portrait.ids)
    found = (identified(file, number) for file, _, number in told)
    return sorted({known.iri for known in found if known} - {entry.iri})


def is_sure(target: Target, one: Candidate) -> bool:
    """Whether a link is published without anybody being asked."""
    return not one.against and one.points >= target.sure


def _decided(
    likely: Iterable[Candidate], verdicts: Sequence[Verdict], entries: Index, one: Profile | None
) -> Iterator[Candidate]:
    by_iri = {each.entry.iri: each for each in likely}
    for verdict in verdicts:
        found = by_iri.pop(verdict.candidate, None)
        if found is None:
            entry = entries.by_iri(verdict.candidate) or Entry(
                verdict.candidate,
                Profile(
                    one.kind if one else "", labels=(Label(verdict.label or verdict.candidate, "", True),)
                ),
            )
            found = Candidate(entry, ())
        yield replace(found, decided=verdict.yes)
    yield from by_iri.values()


def _keys(one: Profile) -> list[int]:
    return [*id_keys(one), *label_keys(one)]


def _settings(target: Target) -> list[Any]:
    """The settings of a target that its links depend on."""
    own = [target.sure, target.about, target.labels, target.same, dict(target.name), target.kinds]
    return [*own, index.settings_of(target)]


def _told(target: Target, one: Candidate) -> str:
    name = target.name.get("en") or next(iter(target.name.values()))
    return f"{name}: {'decided by a person' if one.decided else one.reason}"


@cache
def _node(name: str) -> NamedNode:
    return NamedNode(expand(name))


# ---------------------------------------------------------------- opening


@contextmanager
def opened(site: Site) -> Iterator[Links]:
    """The links of a site, the index of each target up to date with its files; closed in the end."""
    folder = site.var / index.FOLDER
    with ExitStack() as open_ones:
        found = [
            (target, open_ones.enter_context(closing(_index(site, target, folder))))
            for target in site.targets
        ]
        yield Links(site.base, found, decisions(site) if found else (), folder)


def _index(site: Site, target: Target, folder: Path) -> Index:
    entries = source_of(site, target)
    for path in sorted(folder.glob(f"{target.key}-*.sqlite"), key=lambda one: -one.stat().st_mtime_ns):
        if path.stem.rpartition("-")[0] != target.key:
            continue
        with ExitStack() as undone:
            known = undone.enter_context(closing(Index(path)))
            same = (known.fact("stamp"), known.fact("program"), known.fact("settings"))
            if same == (entries.stamp, index.program(), index.settings_of(target)):
                undone.pop_all()
                return known
        break
    return Index(index.make(target, entries, entries.stamp, folder))


def source_of(site: Site, target: Target) -> Entries | Answered:
    """Where the entries of a target come from: its files, or what the network answered before."""
    return Answered(target, site.var) if target.network else Entries(target)


def forget(links: Links) -> None:
    """Delete the indexes that no publish needs any more: those of earlier versions."""
    kept = {found.path for _, found in links.targets}
    for path in links._folder.glob("*.sqlite"):
        if path not in kept:
            path.unlink(missing_ok=True)
