"""Mappings by name: files read, an overlay laid over them, everything checked before the first record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

from lod.errors import MappingError, VocabularyError
from lod.mapping.language import grammar, yaml_loader
from lod.mapping.language.rule_parser import RuleReader
from lod.mapping.language.rules import Ignored, Rule, RuleFile
from lod.mapping.language.yaml_loader import Block, Text
from lod.mapping.language.yaml_loader import Sequence as Items
from lod.mapping.runtime.mapper import Mapping
from lod.mapping.runtime.record_run import NAMERS
from lod.mapping.runtime.trees import names_in
from lod.package_data import folder
from lod.rdf import iris, namespaces

FILE_KEYS = frozenset(
    {
        "mapping",
        "format",
        "records",
        "things",
        "shapes",
        "variables",
        "tables",
        "rules",
        "ignore",
        "disable",
        "about",
        "once",
    }
)

_PART_NAME = re.compile(r"[a-z]+(-[a-z]+)*")

FAMILIES = {
    **{"marcxml": "marc21", "marcjson": "marc21", "aleph": "marc21", "mrk": "marc21"},
    **{
        "picaxml": "pica",
        "picajson": "pica",
        "adlibjson": "adlib",
        "adlibtable": "adlib",
        "atom": "ead",
        "archivesspace": "ead",
    },
    **{"omeka": "dc", "omekaxml": "dc", "iiif": "dc", "tei": "dc"},
}
"""Formats whose records are mapped by the rules of another one."""

BY_CHOICE = frozenset({"rdf-through", "iconclass-texts", "dc-editions"})
"""Mappings that a collection must name: they trust what is in its records, or are for some only."""

CONVERSIONS = frozenset({"unimarc-marc21"})
"""Tables beside the mappings, by which a record becomes one of another format when it is read."""


def default_mappings(format: str) -> tuple[str, ...]:
    """Names of all mappings for a format, one per target vocabulary.

    >>> default_mappings("marcxml")
    ('marc21-authority', 'marc21-bibframe', 'marc21-holdings', 'marc21-local', 'marc21-schema')
    """
    family = FAMILIES.get(format, format)
    return tuple(name for name in available() if name.rpartition("-")[0] == family and name not in BY_CHOICE)


@cache
def available() -> tuple[str, ...]:
    """Names of the mappings that are shipped."""
    found = (p.name for p in folder("mappings").iterdir() if p.is_dir() and any(p.glob("*.yaml")))
    return tuple(sorted(name for name in found if name not in CONVERSIONS))


def load(names: Sequence[str], overlay: Path | None = None) -> Mapping:
    """The mappings with these names as one, ready to run; raises MappingError with file and line.

    `overlay` is a site's own mappings folder. A file in its folder of that name adds rules, replaces those
    whose id it repeats, and leaves out those it lists under `disable`.
    """
    if not names:
        raise MappingError("no mapping named; there are " + ", ".join(available()))
    files = [file for name in names for file in _files(name, overlay)]
    return _loaded(tuple(names), tuple((path, _digest(path)) for path in files))


def version(names: Sequence[str], overlay: Path | None = None) -> str:
    """The version that the mapping with these names has, without reading its rules."""
    return _version(file for name in names for file in _files(name, overlay))


def _digest(path: Path) -> bytes:
    return hashlib.blake2b(path.read_bytes(), digest_size=16).digest()


@lru_cache(16)
def _loaded(names: tuple[str, ...], files: tuple[tuple[Path, bytes], ...]) -> Mapping:
    """Files that hold what they held before are the mapping that they were, with its rules compiled."""
    trees = [(path, yaml_loader.read(path)) for path, _ in files]
    shapes = _shapes(trees)
    _distinct(trees)
    read = [_read(path, tree, shapes[path.parent.name]) for path, tree in trees]
    return _sorted(names, read, _version(path for path, _ in files))


def _sorted(names: tuple[str, ...], files: list[RuleFile], version: str) -> Mapping:
    """One mapping of all files; those that are for records of their own sort as mappings beside it."""
    sorts: dict[grammar.Condition | None, list[str]] = {}
    for name in names:
        stated = [file.records for file in files if _folder(file) == name and file.records]
        sorts.setdefault(stated[0] if stated else None, []).append(name)
    made = {
        wanted: Mapping(
            names if wanted is None else tuple(own),
            _merged([file for file in files if _folder(file) in own]),
            version,
            wanted,
        )
        for wanted, own in sorts.items()
    }
    main = made.pop(None, None) or (made.pop(next(iter(made))) if len(made) == 1 else None)
    if main is None:
        main = Mapping(names, RuleFile("", format=next(iter(made.values())).source.format), version)
    main.others = tuple(made.values())
    return main


def _folder(file: RuleFile) -> str:
    return file.file.partition("/")[0]


def _shapes(trees: Sequence[tuple[Path, Block]]) -> dict[str, dict[str, Block]]:
    """The shapes of each mapping by name; those of an overlay, which comes later, replace the others."""
    found: dict[str, dict[str, Block]] = {}
    for path, tree in trees:
        own = found.setdefault(path.parent.name, {})
        for name, shape in _blocks(tree, "shapes", path):
            if isinstance(shape, Block):
                own[name] = shape
    return found


def _distinct(trees: Sequence[tuple[Path, Block]]) -> None:
    """Raise MappingError when two files of one folder give the same name to a shape, a table or a rule."""
    found: dict[tuple[Path, str, str], Path] = {}
    for path, tree in trees:
        named = [(what, name) for what in ("shapes", "tables") for name, _ in _blocks(tree, what, path)]
        rules = tree.get("rules")
        for rule in rules if isinstance(rules, Items) else ():
            if isinstance(rule, Block):
                named.append(("rules", str(rule.get("rule"))))
        for what, name in named:
            other = found.setdefault((path.parent, what, name), path)
            if other != path:
                raise MappingError(f"{path.name}: “{name}” is among the {what} of {other.name} too")


def _files(name: str, overlay: Path | None) -> list[Path]:
    own = overlay / name if overlay else None
    shipped = folder("mappings") / name
    found = sorted(shipped.glob("*.yaml")) if name in available() else []
    if own is not None and own.is_dir():
        found += sorted(own.glob("*.yaml"))
    if not found:
        raise MappingError(f"no mapping “{name}”; there are {', '.join(available())}")
    return found


def _version(files: Iterable[Path]) -> str:
    """Sixteen hexadecimal digits that change with any byte of any rule."""
    whole = hashlib.blake2b(digest_size=8)
    for path in files:
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def _blocks(tree: Block, key: str, path: Path) -> Iterable[tuple[str, yaml_loader.Tree]]:
    found = tree.get(key)
    if found is None or found == "":
        return ()
    if not isinstance(found, Block):
        raise MappingError(
            f"{path.parent.name}/{path.name}:{tree.lines[key]}: {key}: expected names, each with a value"
        )
    return found.items()


def _read(path: Path, tree: Block, shapes: dict[str, Block]) -> RuleFile:
    reader = RuleReader(f"{path.parent.name}/{path.name}", shapes)
    reader.known(tree, FILE_KEYS, "mapping file")
    made = RuleFile(
        file=reader.file,
        mapping=str(tree.get("mapping", "")),
        format=str(tree.get("format", "")),
        records=reader.condition(tree.get("records")),
        things={name: _kind(reader, of) for name, of in _blocks(tree, "things", path) if not _is_part(of)},
        parts=_parts(reader, dict(_blocks(tree, "things", path))),
        keys={
            name: reader.value(kind["key"])
            for name, kind in _blocks(tree, "things", path)
            if isinstance(kind, Block) and "key" in kind
        },
        variables={name: reader.value(value) for name, value in _blocks(tree, "variables", path)},
        tables={name: _table(reader, rows) for name, rows in _blocks(tree, "tables", path)},
        rules=[reader.rule(rule) for rule in _list(reader, tree, "rules")],
        ignored=[_ignored(reader, item) for item in _list(reader, tree, "ignore")],
        disabled=[item for item in _list(reader, tree, "disable") if isinstance(item, Text)],
        once={_term(a, path): _term(b, path) for a, b in _blocks(tree, "once", path)},
    )
    made.speaks = reader.speaks
    return made


def _term(name: yaml_loader.Tree | str, path: Path) -> str:
    try:
        return namespaces.term(str(name)).iri
    except VocabularyError as error:
        raise MappingError(f"{path.name}: once: {error}") from error


def _list(reader: RuleReader, tree: Block, key: str) -> Items:
    found = tree.get(key)
    if found is None or found == "":
        return Items()
    if not isinstance(found, Items):
        raise reader.error(tree.lines[key], f"{key}: expected a list, each thing in it behind a hyphen")
    return found


def _is_part(tree: yaml_loader.Tree) -> bool:
    return isinstance(tree, Block) and "part" in tree


def _parts(reader: RuleReader, things: dict[str, yaml_loader.Tree]) -> dict[str, tuple[str, str]]:
    """Those that are parts of others: the thing that each is a part of, and its name there."""
    found = {}
    for name, tree in things.items():
        if not isinstance(tree, Block) or not _is_part(tree):
            continue
        reader.known(tree, frozenset({"part", "of"}), "thing")
        part = reader.text(tree["part"], tree, "part: its name")
        whole = reader.text(tree.get("of"), tree, "of: the thing that it is a part of")
        if whole not in things or _is_part(things[whole]):
            raise reader.error(tree, f"no thing “{whole}” that it could be a part of")
        if not _PART_NAME.fullmatch(part):
            raise reader.error(tree, "part: expected a name of small letters and hyphens")
        found[name] = (whole, part)
    return found


def _kind(reader: RuleReader, tree: yaml_loader.Tree) -> str:
    if isinstance(tree, Block):
        reader.known(tree, frozenset({"kind", "key"}), "thing")
        tree = tree.get("kind", tree)
    kind = reader.text(tree, tree, "a kind of thing")
    if kind not in iris.KINDS and kind not in NAMERS:
        raise reader.error(tree, f"no kind “{kind}”; there are {', '.join((*iris.KINDS, *NAMERS))}")
    return kind


def _table(reader: RuleReader, tree: yaml_loader.Tree) -> dict[str, str]:
    if not isinstance(tree, Block):
        raise reader.error(tree, "a table has keys and values")
    return {key: reader.text(value, tree, "a text") for key, value in tree.items()}


def _ignored(reader: RuleReader, tree: yaml_loader.Tree) -> Ignored:
    if not isinstance(tree, Block):
        raise reader.error(tree, "what is ignored has fields: and why:")
    reader.known(tree, frozenset({"fields", "subfields", "why"}), "ignored field")
    fields = reader.text(tree.get("fields"), tree, "fields: tags such as 906 or 9..")
    why = reader.text(tree.get("why"), tree, "why: the reason")
    return Ignored(names_in(fields), str(tree.get("subfields", "")).replace(" ", ""), why, reader.where(tree))


def _merged(files: list[RuleFile]) -> RuleFile:
    """All files as one; in a mapping, a later rule with the same id takes the place of an earlier one."""
    whole = RuleFile(file="")
    rules: dict[tuple[str, str], Rule] = {}
    for file in files:
        mapping = _folder(file)
        whole.format = whole.format or file.format
        whole.things.update(file.things)
        for name in file.things:  # what was a part of something is a thing of its own now
            whole.parts.pop(name, None)
        whole.parts.update(file.parts)
        whole.keys.update(file.keys)
        whole.variables.update(file.variables)
        # an empty table is filled by the table of that name in another mapping
        whole.tables.update({n: rows for n, rows in file.tables.items() if rows or n not in whole.tables})
        whole.tables.update({f"{mapping}/{name}": rows for name, rows in file.tables.items()})
        whole.once.update(file.once)
        whole.speaks = whole.speaks or file.speaks
        whole.ignored.extend(file.ignored)
        own: set[str] = set()
        for rule in file.rules:
            if rule.id in own:
                raise MappingError(f"{rule.where}: rule “{rule.id}” stands twice in this file")
            own.add(rule.id)
            rules[mapping, rule.id] = rule
        for name in file.disabled:
            if rules.pop((mapping, name), None) is None:
                known = [id for folder, id in rules if folder == mapping]
                near = ", ".join(get_close_matches(name, known)) or "none"
                raise MappingError(f"{file.file}:{name.line}: no rule “{name}” to leave out; nearest: {near}")
    whole.rules = list(rules.values())
    return whole
