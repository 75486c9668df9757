"""One record being mapped: what the compiled rules ask and where they write."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from lod.mapping.language import pica_paths
from lod.mapping.runtime import trees
from lod.mapping.runtime.alternate_scripts import written
from lod.mapping.runtime.output_lines import one_per_language, repeats
from lod.rdf import iris, literals, namespaces
from lod.record import Field, Record

if TYPE_CHECKING:
    from lod.mapping.language.rules import Rule
    from lod.mapping.language.subfield_groups import Splitter
    from lod.mapping.runtime.mapper import Mapper

NO_FIELD = Field("", "", [])
_FIRST, _REST, _NIL = (namespaces.expand(name) for name in ("rdf:first", "rdf:rest", "rdf:nil"))
_CACHE = 100_000
NAMERS: dict[str, Callable[[Run], str]] = {}
"""Ways to find the thing of a record that is not its own: by the name that `things:` gives them."""
Subfields = dict[str, list[str]]
"""Values of a field by subfield code."""
Piece = tuple[Field, Subfields]

_SHOWN = 1_000
"""Characters of a field that a message shows: an element of a tree may hold half the record."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A value that a rule would not take."""

    record: str
    rule: str
    where: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.record}: {self.field} – {self.message} (rule {self.rule}, {self.where})"


class Run:
    """One record being mapped; `lines` is where the rules write."""

    BUILT_IN = frozenset(
        {
            *("collection", "owner", "owner_isil", "record_id", "record_key", "language", "licence"),
            *("source", "software", "collection_language"),
        }
    )
    """Variables that every mapping has."""
    OF_COLLECTION = frozenset(
        {"collection", "owner", "owner_isil", "licence", "software", "collection_language"}
    )
    """Those that are the same for all records of a collection."""

    __slots__ = (
        "by_tag",
        "called",
        "digests",
        "fields",
        "flat",
        "grouped",
        "issues",
        "known",
        "language_suffix",
        "leader",
        "lines",
        "mapper",
        "record",
        "record_key",
        "root",
        "said",
        "scripts",
        "things",
        "told",
        "variables",
    )

    def __init__(self, mapper: Mapper, record: Record) -> None:
        self.mapper = mapper
        self.record = record
        self.leader = record.leader
        self.lines: list[str] = []
        self.issues: list[Issue] = []
        self.digests: dict[int, str] = {}
        self.told: set[str] = set()
        """In a tree, the paths that a hook read beside those that its rule names."""
        self.grouped: dict[tuple[int, Splitter], list[Piece]] = {}
        self.fields, self.scripts = mapper.paired(record.fields)
        self.root = Field("", "", [], self.fields) if mapper.mapping.tree else NO_FIELD
        """In a tree, what rules for the record as a whole read."""
        self.flat: dict[int, tuple[Field, dict[str, list[str]]]] = {}
        self.said = (
            trees.languages(self._with_root(), mapper.mapping.source.format == "rdf")
            if mapper.mapping.source.speaks
            else {}
        )
        self.by_tag: dict[str, list[Field]] = {}
        for field in self.fields:
            if field.tag in self.by_tag:
                self.by_tag[field.tag].append(field)
            else:
                self.by_tag[field.tag] = [field]
        self.record_key = self._record_key()
        self.known: dict[str, Any] = {}
        """What functions have worked out about the record as a whole, by a name of theirs."""
        self.things = {
            name: NAMERS[kind](self) if kind in NAMERS else self.own(kind)
            for name, kind in mapper.mapping.source.things.items()
        }
        self.variables = mapper.given | {
            "record_id": record.id,
            "record_key": self.record_key,
            "source": record.source,
        }
        self.language_suffix = mapper.language_suffix
        """For texts that say no language: that of the record, else that of the collection."""
        for name, function in mapper.mapping.variables:
            found = function(self)
            if found or name not in self.variables:
                self.variables[name] = found
        self.language_suffix = self.suffix("language")
        self._name_things()
        self.called = self.things
        """What the things of the record are called, whatever stands for them in what is remembered."""

    def _name_things(self) -> None:
        """The things whose keys the mapping makes itself, and the parts of things."""
        for name, kind, function in self.mapper.mapping.keys:
            if key := function(self):
                self.things[name] = self.mint(kind, key)
        for name, (whole, part) in self.mapper.mapping.source.parts.items():
            self.things[name] = f"{self.things[whole]}#{part}"

    def _with_root(self) -> list[Field]:
        """The elements of a tree in one that speaks the language of the record's own element."""
        own = [("@lang", f.text) for f in self.fields if f.tag == trees.LANGUAGE]
        return [Field("", "", own, self.fields)]

    def _record_key(self) -> str:
        """The key of the record's own things: its id in the source, or a digest of what it says."""
        own = self.record.id
        key = iris.key(own) if own else "x-" + iris.digest("\n".join(map(str, self.record.fields)))
        return f"{self.mapper.collection}-{key}" if self.mapper.collection else key

    # ------------------------------------------------------------ what rules ask

    def control(self, tag: str) -> str:
        """Text of the first control field with this tag."""
        found = self.by_tag.get(tag)
        return found[0].first("") if found else ""

    def values(self, tag: str, codes: tuple[str, ...]) -> list[str]:
        """Values of these subfields in all fields with this tag."""
        return [v for f in self.by_tag.get(tag, ()) for c, v in f.subfields if c in codes]

    def values_at(self, path: str, codes: tuple[str, ...]) -> list[str]:
        """Values of these subfields in all fields at a path of PICA, such as 028C/01-09 or 2..@."""
        return [v for f in self.fields_at(path) for c, v in f.subfields if c in codes]

    def fields_at(self, path: str) -> list[Field]:
        """The fields at a path of PICA: of this tag, in one of the occurrences that are meant."""
        tag, meant = pica_paths.parse_path(path)
        found = [f for f in self.fields if fits(tag, f.tag)] if "." in tag else self.by_tag.get(tag, [])
        return found if meant is None else [f for f in found if f.indicators in meant]

    def has(self, tag: str) -> str:
        """The tag when the record has such a field (a dot stands for any character), else nothing."""
        if "/" in tag:
            return tag if self.fields_at(tag) else ""
        if "." not in tag:
            return tag if tag in self.by_tag else ""
        return next((t for t in self.by_tag if fits(tag, t)), "")

    def whole(self, field: Field) -> str:
        """All subfields but the control ones as one text; of an element, all text in it."""
        if self.mapper.mapping.tree:
            return trees.with_language(
                trees.whole(field), trees.language_of(field, self.said) if self.said else ""
            )
        return " ".join([v for c, v in field.subfields if not c.isdigit()])

    def subfields(self, field: Field) -> dict[str, list[str]]:
        """Values of a field by subfield code; in a tree, all texts below an element by their path."""
        if self.mapper.mapping.tree:
            known = self.flat.get(id(field))
            if known is None:  # the field is kept with it, for its `id()` may not go to another
                known = self.flat[id(field)] = (
                    field,
                    trees.flatten(field, self.said, self.mapper.mapping.wanted),
                )
            return known[1]
        found: dict[str, list[str]] = {}
        for code, value in field.subfields:
            found.setdefault(code, []).append(value)
        return found

    def suffix(self, variable: str, field: Field | None = None) -> str:
        """The language tag that a variable holds, as it stands behind a literal; else that of the field."""
        tag = literals.language_tag(self.variables.get(variable, ""))
        suffix = f"@{tag}" if tag else self.language_suffix
        return suffix if field is None or self.root is not NO_FIELD else written(field, suffix)

    def language_of(self, field: Field | None) -> str:
        """The language tag of the text of a field in the language of the record, as it follows a literal.

        Elements of a tree say themselves what they are in.
        """
        suffix = self.language_suffix
        return suffix if field is None or self.root is not NO_FIELD else written(field, suffix)

    def groups(self, field: Field, split: Splitter) -> list[Piece]:
        """A field taken apart; the same pieces each time, for they are known by their `id()`."""
        found = self.grouped.get((id(field), split))
        if found is None:
            found = [(piece, self.subfields(piece)) for piece in split.split(self, field)]
            self.grouped[id(field), split] = found
        return found

    def readable(self) -> list[tuple[str, Field]]:
        """What rules can read, by the name that they read it under: tags of fields, paths of elements."""
        if self.mapper.mapping.tree:
            return trees.elements(self.fields)
        return [(field.tag, field) for field in self.fields]

    def below(self, field: Field, path: str) -> list[Field]:
        """In a tree, the elements at a path below one; an attribute as if it were an element."""
        return trees.below(field, path)

    def text(self, field: Field) -> str:
        """The own text of an element of a tree, in its language."""
        return trees.with_language(field.text, self.said.get(id(field), ""))

    def spoken(self, text: str) -> str:
        """The language tag of a text, as it stands behind a literal: its own, else that of the record."""
        return getattr(text, "suffix", "") or self.language_suffix

    def tagged(self, tags: Iterable[str]) -> str:
        """The first of these language tags that is one, as it stands behind a literal; else the record's."""
        found = next((tag for text in tags if (tag := literals.language_tag(text))), "")
        return f"@{found}" if found else self.language_suffix

    def pieces(
        self, field: Field, read: Field, split: Splitter
    ) -> list[tuple[Field, Subfields, Field, Subfields]]:
        """The pieces of a field beside those of the version that is read; the last takes what is over."""
        own = self.groups(field, split)
        if read is field:
            return [(*piece, *piece) for piece in own]
        others = [(piece, self.subfields(piece)) for piece in split.split(self, read)]
        last = own[-1] if own else (field, self.subfields(field))
        paired = zip_longest(own[: len(others)], others, fillvalue=last)
        return [(*piece, *other) for piece, other in paired]

    # ------------------------------------------------------------ names of things and parts

    def own(self, kind: str) -> str:
        """IRI of a thing that only this record describes."""
        return f"{self.mapper.base}id/{kind}/{self.record_key}"

    def own_of(self, kind: str, record: str) -> str:
        """IRI of the own thing of another record of this collection, by the id of that record."""
        collection = f"{self.mapper.collection}-" if self.mapper.collection else ""
        return f"{self.mapper.base}id/{kind}/{collection}{iris.key(record)}"

    def mint(self, kind: str, key: str) -> str:
        """IRI of a thing that several records can name; what can be one behind "=" is taken as it is.

        A text of a record may begin with that sign as well, and have anything behind it.
        """
        cache = self.mapper.cache
        iri = cache.get((kind, key))
        if iri is None:
            if len(cache) > _CACHE:
                cache.clear()
            is_made = key.startswith("=") and iris.is_key(key[1:])
            name = key[1:] if is_made else iris.digest(f"{kind}\0{key}")
            iri = cache[kind, key] = f"{self.mapper.base}id/{kind}/{name}"
        return iri

    def digest(self, field: Field) -> str:
        """What tells this field from others with the same tag: its content, not its place.

        Subfields 6 and 8 are left out: they number links, and change when other fields come and go.
        """
        if self.mapper.mapping.tree:
            return _short(str(field))
        found = self.digests.get(id(field))
        if found is None:
            text = "\x1f".join([c + v for c, v in field.subfields if c not in "68"])
            text = f"{field.tag}{field.indicators}{text}"
            found = self.digests[id(field)] = _short(text)
        return found

    def digest_of(self, texts: Iterable[str]) -> str:
        """What stands for some texts in the name of a part."""
        return _short("\x1f".join(texts))

    def beside(self, texts: list[Any], own: list[Any]) -> list[Any]:
        """What stands in the field itself beside each text of another script; the text where nothing does."""
        return own + texts[len(own) :]

    def name_of(self, texts: list[str]) -> str:
        """The name of a part as a value gives it."""
        return iris.key(texts[0]) if texts else "part"

    # ------------------------------------------------------------ what rules write

    def list(self, head: str, base: str, nodes: list[str]) -> None:
        """An RDF list of nodes; its cells are named by a base and their number."""
        cells = [f"{base}-{at}-cell" for at in range(1, len(nodes) + 1)]
        self.lines.append(f"{head} <{cells[0]}> .\n")
        for at, (cell, node) in enumerate(zip(cells, nodes, strict=True)):
            after = cells[at + 1] if at + 1 < len(cells) else _NIL
            self.lines.append(f"<{cell}> <{_FIRST}> <{node}> .\n<{cell}> <{_REST}> <{after}> .\n")

    def refuse(self, rule: Rule, field: Field | None, function: str, value: str) -> None:
        """Report a value that a function did not take."""
        message = f"{function} refuses “{value}”"
        self.issues.append(Issue(self.record.name, rule.id, str(rule.where), self.shown(field), message))

    def shown(self, field: Field | None) -> str:
        """A field as messages show it."""
        if field is None or field is self.root:
            return "record"
        shown: tuple[Field, str] | None = self.known.get("shown")
        if shown is None or shown[0] is not field:  # a field of ten thousand codes is refused as often
            shown = self.known["shown"] = (field, str(field)[:_SHOWN])
        return shown[1]

    def statements(self) -> str:
        """All lines, each once."""
        lines = dict.fromkeys("".join(self.lines).split("\n"))
        lines.pop("", None)
        lines[""] = None
        text = "\n".join(lines)
        once = self.mapper.mapping.once
        if once and repeats(text, once):
            lines.pop("")
            lines = dict.fromkeys(one_per_language(lines, once, self.mapper.mapping.tree))
            return "\n".join(lines) + "\n"
        return text


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()


def fits(pattern: str, tag: str) -> bool:
    """Whether a pattern, in which a dot stands for any character, is this tag.

    >>> fits("9..", "906"), fits("9..", "245")
    (True, False)
    """
    return len(pattern) == len(tag) and all(p in (".", t) for p, t in zip(pattern, tag, strict=True))
