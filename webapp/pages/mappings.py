"""The pages of mappings: from fields to statements, and from properties back to fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from lod.dataset.field_statistics import Fields
from lod.mapping import default_mappings, load
from lod.mapping.documentation import condition, statements
from lod.mapping.language.rules import Example, Rule
from lod.mapping.runtime import trees
from lod.mapping.runtime.mapper import Mapping as Rules
from lod.mapping.runtime.record_run import fits
from lod.rdf.namespaces import expand
from lod.site import Site
from webapp.languages import Wording
from webapp.pages.labels import property_name
from webapp.pages.things.holdings import local
from webapp.urls import Urls

if TYPE_CHECKING:  # it knows pages
    from webapp.current_release import Served


@dataclass(frozen=True, slots=True)
class Link:
    """A mapping in a list of mappings."""

    name: str
    href: str
    properties: str
    """Where its page of properties is."""
    rules: int
    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MappingsPage:
    """The mappings that the collections go by."""

    mappings: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RuleTold:
    """One rule."""

    anchor: str
    id: str
    why: str
    spec: str
    where: str
    when: str
    """Under which condition it is applied; empty when always."""
    rows: tuple[tuple[str, str], ...]
    """Path and value of all that it can say."""
    examples: tuple[Example, ...]
    elsewhere: bool
    """Whether it was told in full at another field, so that a link will do."""


@dataclass(frozen=True, slots=True)
class FieldTold:
    """A field, and the rules that read it."""

    anchor: str
    tag: str
    """Empty for the record as a whole."""
    count: str
    """In how many records it occurs; empty when none were looked at."""
    share: str
    rules: tuple[RuleTold, ...]


@dataclass(frozen=True, slots=True)
class FieldsPage:
    """A mapping, field by field."""

    link: Link
    looked: str
    """How many records were looked at."""
    fields: tuple[FieldTold, ...]
    ignored: tuple[tuple[str, str, str], ...]
    """Fields, subfields (empty: all), and why they are left out."""


@dataclass(frozen=True, slots=True)
class PropertyTold:
    """A property, and what makes it."""

    anchor: str
    name: str
    iri: str
    label: str
    count: str
    rows: tuple[tuple[str, str, str, str, str], ...]
    """Link to the rule, its id, its fields, path and value."""


@dataclass(frozen=True, slots=True)
class PropertiesPage:
    """A mapping, property by property."""

    link: Link
    properties: tuple[PropertyTold, ...]


class MappingPages:
    """Tells the mappings of a site in a language, with the counts of a release."""

    def __init__(self, site: Site, served: Served, urls: Urls, wording: Wording) -> None:
        self._site = site
        self._served = served
        self._urls = urls
        self._wording = wording
        overlay = site.folder / "mappings"
        self._overlay = overlay if overlay.is_dir() else None
        self._used = used(site, served.fields)

    def page(self) -> MappingsPage:
        """The list of mappings."""
        return MappingsPage(tuple(self._link(name) for name in self._used))

    def knows(self, name: str) -> bool:
        """Whether a collection goes by this mapping."""
        return name in self._used

    def fields(self, name: str) -> FieldsPage:
        """One mapping by its fields."""
        rules = _rules(name, self._overlay)
        counted = [one for one in self._served.fields if one.records and name in self._of(one)]
        looked = sum(one.records for one in counted)
        told: set[str] = set()
        tags = sorted({t for rule in rules.rules for t in rule.tags}, key=lambda tag: (tag == "record", tag))
        return FieldsPage(
            self._link(name),
            self._wording.number(looked) if looked else "",
            tuple(self._field(tag, rules, counted, looked, told) for tag in tags),
            tuple((" ".join(one.tags), " ".join(one.codes), one.why) for one in rules.source.ignored),
        )

    def properties(self, name: str) -> PropertiesPage:
        """One mapping by its properties."""
        href = self._urls.page(f"vocab/mapping/{name}")
        rows: dict[str, dict[tuple[str, str, str, str, str], None]] = {}
        for rule in _rules(name, self._overlay).rules:
            for path, value in statements(rule):
                row = (f"{href}#{anchor(rule.id)}", rule.id, " ".join(rule.tags), path, value)
                rows.setdefault(path.split(" / ")[-1], {})[row] = None
        counts = {one.iri: one.count for one in self._served.model.properties}
        return PropertiesPage(
            self._link(name), tuple(self._property(one, tuple(rows[one]), counts) for one in sorted(rows))
        )

    def _of(self, one: Fields) -> Iterable[str]:
        return _names(self._site, one)

    def _link(self, name: str) -> Link:
        names = {one.key: local(one.name, self._wording) for one in self._site.collections}
        collections = dict.fromkeys(names[key] for key in self._used[name] if key in names)
        href = self._urls.page(f"vocab/mapping/{name}")
        return Link(
            name, href, f"{href}/properties", len(_rules(name, self._overlay).rules), tuple(collections)
        )

    def _field(
        self, tag: str, rules: Rules, counted: Sequence[Fields], looked: int, told: set[str]
    ) -> FieldTold:
        found = sum(_times(tag, one.fields, tree=rules.tree) for one in counted) if tag != "record" else 0
        is_counted = bool(looked) and tag != "record"
        return FieldTold(
            anchor("field-" + tag),
            "" if tag == "record" else tag,
            self._wording.number(found) if is_counted else "",
            f"{100 * found / looked:.0f}" if is_counted else "",
            tuple(_rule(rule, told) for rule in rules.rules if tag in rule.tags),
        )

    def _property(
        self, name: str, rows: tuple[tuple[str, str, str, str, str], ...], counts: Mapping[str, int]
    ) -> PropertyTold:
        iri = expand(name)
        label = property_name(name, self._wording)
        return PropertyTold(anchor(name), name, iri, label, self._wording.number(counts.get(iri, 0)), rows)


def used(site: Site, counted: Sequence[Fields]) -> dict[str, list[str]]:
    """The mappings that collections go by, each with the keys of these."""
    found: dict[str, list[str]] = {}
    for one in counted:
        for name in _names(site, one):
            found.setdefault(name, []).append(one.collection)
    return dict(sorted(found.items()))


def _names(site: Site, one: Fields) -> tuple[str, ...]:
    """The mappings that records of a format in a collection go by."""
    stated = next((own.mappings for own in site.collections if own.key == one.collection), None)
    return () if stated is None else stated or default_mappings(one.format)


@lru_cache(maxsize=64)
def _rules(name: str, overlay: Path | None) -> Rules:
    """A mapping by itself; read once, as the mapping of a release does not change while it is served."""
    return load([name], overlay)


def _rule(rule: Rule, told: set[str]) -> RuleTold:
    elsewhere = rule.id in told
    told.add(rule.id)
    rows = tuple(dict.fromkeys(statements(rule))) if not elsewhere else ()
    examples = rule.examples if not elsewhere else ()
    when = condition(rule.when) if rule.when else ""
    return RuleTold(
        anchor(rule.id), rule.id, rule.why, rule.spec, str(rule.where), when, rows, examples, elsewhere
    )


def _times(tag: str, fields: Mapping[str, int], *, tree: bool) -> int:
    """In how many records a field occurs that a rule reads; for a pattern, the most frequent one of those."""
    if tree:
        return max((count for path, count in fields.items() if trees.ends(tag, path)), default=0)
    wanted = tag.partition("/")[0]
    return max((count for own, count in fields.items() if fits(wanted, own)), default=0)


def anchor(name: str) -> str:
    """The place of a rule, a field or a property on a page."""
    return "".join(letter if letter.isalnum() else "-" for letter in name)
