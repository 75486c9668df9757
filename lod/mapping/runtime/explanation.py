"""The rules of a mapping run one by one on a record: which made a statement, and which failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lod.errors import MappingError
from lod.mapping.language.rules import Ignored, Rule
from lod.mapping.runtime.alternate_scripts import Version, linked_fields
from lod.mapping.runtime.output_lines import one_per_language
from lod.mapping.runtime.record_run import Run, fits
from lod.record import Field, Record

if TYPE_CHECKING:
    from lod.mapping.runtime.mapper import Mapper


@dataclass(frozen=True, slots=True)
class Explained:
    """One statement, and the rule and field that made it."""

    statement: str
    rule: Rule
    field: Field | None


def explained(mapper: Mapper, record: Record) -> list[Explained]:
    """Each statement of a record with the rule and the field that made it."""
    run = Run(mapper, record)
    found: dict[str, Explained] = {}
    for rule, field, version in _applied(run):
        start = len(run.lines)
        _apply(run, rule, field, version)
        for line in filter(None, "".join(run.lines[start:]).split("\n")):
            found.setdefault(line, Explained(line, rule, field))
    if not mapper.mapping.once:
        return list(found.values())
    lines = one_per_language(list(found), mapper.mapping.once, mapper.mapping.tree)
    return [replace(each, statement=line) for each, line in zip(found.values(), lines, strict=True)]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a record has that is left out by name: subfields as `035$9`, and the reason with its place."""

    fields: tuple[str, ...]
    ignored: Ignored


def left_out(mapper: Mapper, record: Record) -> list[LeftOut]:
    """What of a record is left out on purpose, by the reason for it; trees have no account by field."""
    if mapper.mapping.tree:
        return []
    run = Run(mapper, record)
    used: dict[int, int] = {}
    for rule, field, version in _applied(run):
        if field is not None:
            used[id(field)] = used.get(id(field), 0) | _apply(run, rule, field, version)
    found: dict[int, tuple[Ignored, list[str]]] = {}
    for field in record.fields:
        for code in dict.fromkeys(code for code, _ in field.subfields):
            if used.get(id(field), 0) & mapper.mapping.bits.get(code, 1):
                continue
            if item := _ignoring(mapper, field.tag, code):
                found.setdefault(id(item), (item, []))[1].append(f"{field.tag}${code}" if code else field.tag)
    return [LeftOut(tuple(dict.fromkeys(names)), item) for item, names in found.values()]


def _ignoring(mapper: Mapper, tag: str, code: str) -> Ignored | None:
    """What says that a subfield is left out."""
    for item in mapper.mapping.source.ignored:
        if (not item.codes or code in item.codes) and any(
            t == tag or ("." in t and fits(t, tag)) for t in item.tags
        ):
            return item
    return None


def failed_rule(mapper: Mapper, record: Record, error: Exception) -> MappingError:
    """The error of a record on which a rule failed, with that rule and the field."""
    run = Run(mapper, record)
    for rule, field, version in _applied(run):
        try:
            _apply(run, rule, field, version)
        except Exception as found:
            where = f"{record.name}: {field or 'record'}: rule {rule.id} ({rule.where})"
            return MappingError(f"{where} failed: {type(found).__name__}: {found}")
    return MappingError(f"{record.name}: mapping failed: {type(error).__name__}: {error}")


def _applied(run: Run) -> Iterator[tuple[Rule, Field | None, Version]]:
    """Each rule with the field that it is applied to, in each script; None for the record as a whole."""
    whole = run.subfields(run.root)
    for rule in run.mapper.rules_for("record"):
        yield rule, None, (run.root, whole, whole, "")
    for tag, field in run.readable():
        subfields = run.subfields(field)
        versions: list[Version] = [(field, subfields, subfields, "")]
        if run.scripts and (linked := run.scripts.get(id(field))):
            versions = list(linked_fields(run.variables["language"], field, subfields, linked))
        for rule in run.mapper.rules_for(tag):
            for version in versions:
                yield rule, field, version


def _apply(run: Run, rule: Rule, field: Field | None, version: Version) -> int:
    """Apply a rule; the subfields that it used, as bits."""
    key = version[0] if run.mapper.mapping.tree else field
    used: int = run.mapper.mapping.compiled(rule).function(run, key, *version)
    return used
