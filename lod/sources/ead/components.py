"""The parts of a finding aid: what each is called, and the wrapper that tells its place.

A part is known by the id of its element, else by its number (unitid), else by its words (title and
date) and what it is in, always behind the id of the finding aid. When two parts would have the same name, the
second has its words added: never its place, for what is put in before it must not change its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.rdf import code_lists
from lod.rdf.iris import digest
from lod.sources.chunk import KEPT, MAX_RECORD, InvalidRecord
from lod.sources.ead.notes import INTERNAL
from lod.sources.xml_files.fields import DEEPEST, cleaned, text_of
from lod.sources.xml_files.tree import local_name, parse_tree

_DID = re.compile(rb"<((?:[^\s<>/:!?]+:)?did)(?=[\s>]).*?</\1\s*>", re.DOTALL)
_NUMBER = re.compile(rb"<((?:[^\s<>/:!?]+:)?(?:eadid|recordid))(?=[\s>])[^>]*>(.*?)</\1\s*>", re.DOTALL)
_LANGUAGE = re.compile(
    rb"""<(?:[^\s<>/:!?]+:)?language(?=\s)[^>]*?\slangcode\s*=\s*["']([A-Za-z-]{2,10})["']"""
)
_LANGUAGE_USED = re.compile(rb"<((?:[^\s<>/:!?]+:)?langusage)(?=[\s>])[^>]*>(.*?)</\1\s*>", re.DOTALL)
_DRAFT = re.compile(
    rb"""<(?:\w+:)?odd\s[^<>]*\btype\s*=\s*["']publicationStatus["'][^<>]*>\s*<(?:\w+:)?p>"""
    rb"""\s*(?:draft|concept|ontwerp|entwurf|brouillon|borrador)\s*<""",
    re.IGNORECASE,
)
"""How AtoM writes, in the language of whoever exports, that a description is not published yet."""
_AGENCY = re.compile(
    rb"""<(?:[^\s<>/:!?]+:)?(?:eadid\s[^>]*?mainagencycode\s*=\s*["']|agencycode[^>]*>)([^"'<>]{2,40})"""
)
_OF_MACHINES = re.compile(r"://|(?i:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})")
_NAMESPACE = re.compile(rb"""\sxmlns(?::([^\s=]+))?\s*=\s*(?:"[^"<]*"|'[^'<]*')""")


@dataclass(slots=True)
class Part:
    """A finding aid as a whole, or a component of it, while it is read."""

    name: bytes
    """Of its element, as it is written."""
    tag: bytes
    offset: int
    parent: Part | None
    order: int
    path: str
    """Numbers of it and of those it is in, from the top: "2.1.14"; empty for the whole."""
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    children: list[str] = field(default_factory=list)
    """Keys of the components right below it, in their order."""
    count: int = 0
    """How many components have begun right below it."""
    facts: Facts | None = None

    def add(self, text: bytes) -> None:
        """Bytes of its own; only the first of what has grown too long are kept."""
        if self.size <= MAX_RECORD:
            self.pieces.append(text)
        self.size += len(text)

    def own(self) -> bytes:
        """Its bytes, without the components in it."""
        return b"".join(self.pieces)

    @property
    def depth(self) -> int:
        """How many parts it is in."""
        return self.path.count(".") + 1 if self.path else 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What those inside a part need to know of it."""

    key: str
    level: str
    title: str
    repository: str
    is_public: bool


class FindingAid:
    """One finding aid while it is read: its head, its namespaces, and the names it has given."""

    def __init__(self, tag: bytes = b"") -> None:
        self._head: list[bytes] = [tag]
        self._size = 0
        self._seen: dict[int, int] = {}

    def add(self, text: bytes) -> None:
        """Bytes before its first part (eadheader, control, frontmatter)."""
        if self._size <= MAX_RECORD:
            self._head.append(text)
        self._size += len(text)

    def part(self, name: bytes, tag: bytes, offset: int, parent: Part | None) -> Part:
        """A part that begins with this tag."""
        order, path = 1, ""
        if parent is not None:
            order = parent.count = parent.count + 1
            path = parent.path
            if parent.depth <= DEEPEST:  # what is deeper is set aside
                path = f"{path}.{order}".lstrip(".")
                self.facts(parent)  # its own description comes before those inside it
        made = Part(name, tag, offset, parent, order, path)
        made.add(tag)
        return made

    def facts(self, part: Part) -> Facts:
        """What is known of a part by now."""
        if part.facts is None:
            part.facts = self._facts(part)
            if part.parent is not None and part.facts.is_public:
                part.parent.children.append(part.facts.key)
        return part.facts

    def _facts(self, part: Part) -> Facts:
        own = part.own()
        did = self._element(match[0]) if (match := _DID.search(own)) else None
        start = self._element(part.tag.rstrip(b"/>") + b"/>")
        attributes = (
            {local_name(name): cleaned(text) for name, text in start.attrib.items()}
            if start is not None
            else {}
        )
        level = attributes.get("level", "")
        level = attributes.get("otherlevel", level) if level == "otherlevel" else level
        name = attributes.get("id", "") or _number(did)
        title = _text(did, "unittitle")
        above = self.facts(part.parent) if part.parent else None
        place = above.key if above and part.parent and part.parent.parent else ""
        words = digest("\n".join((place, title, _text(did, "unitdate"))))[:8]
        is_public = above.is_public if above else self._is_public
        is_public = is_public and attributes.get("audience") != INTERNAL and not _DRAFT.search(own)
        key = self._key(part, name, words)
        return Facts(key, level, title, _keeper(did), is_public)

    @cached_property
    def _is_public(self) -> bool:
        """Whether the whole is for the public, as its own tag says it."""
        found = self._element(self._head[0].rstrip(b"/>") + b"/>") if self._head[0] else None
        return found is None or found.get("audience") != INTERNAL

    def _element(self, raw: bytes) -> Element | None:
        try:
            return parse_tree(b"<x" + self._namespaces() + b">" + raw + b"</x>")[0][0]
        except (InvalidRecord, IndexError):
            return None

    @cached_property
    def language(self) -> str:
        """Code of the language that the whole is written in, when its head says so and names one only."""
        head = b"".join(self._head)
        found = {each[1].decode("utf-8", "replace") for each in _LANGUAGE.finditer(head)}
        if not found and (used := _LANGUAGE_USED.search(head)):
            found = set(code_lists.languages_in(re.sub("<[^>]*>", " ", used[2].decode("utf-8", "replace"))))
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def agency(self) -> str:
        """Code (ISIL) of the archive whose finding aid it is, when its head says so."""
        from xml.sax.saxutils import unescape

        found = _AGENCY.search(b"".join(self._head))
        return cleaned(unescape(found[1].decode("utf-8", "replace"))) if found else ""

    def _namespaces(self) -> bytes:
        """Declarations around the parts, each prefix once."""
        found = {each[1]: each[0].strip() for each in _NAMESPACE.finditer(b"".join(self._head)[:KEPT])}
        return b"".join(b" " + declaration for declaration in found.values())

    def _key(self, part: Part, name: str, words: str) -> str:
        if part.parent is None:
            found = _NUMBER.search(b"".join(self._head))
            element = self._element(found[0]) if found else None
            return (text_of(element) if element is not None else "") or name or "finding-aid"
        whole = part
        while whole.parent is not None:
            whole = whole.parent
        start = self.facts(whole).key
        wanted = f"{start}-{name or words}"
        if name and hash(wanted) in self._seen:
            wanted = f"{wanted}-{words}"
        self._seen[hash(wanted)] = count = self._seen.get(hash(wanted), 0) + 1
        return wanted if count == 1 else f"{wanted}-{count}"

    def alone(self, part: Part) -> bytes:
        """A part that has ended, in a wrapper that tells its place; the whole also has its head with it."""
        head = b"" if part.parent else b"".join(self._head[1:]).strip()
        return b"<part%s>%s%s%s</part>" % (
            self._namespaces(),
            self._context(part).encode("utf-8", "surrogateescape"),
            head,
            part.own(),
        )

    def _context(self, part: Part) -> str:
        from xml.sax.saxutils import escape, quoteattr  # with urllib.request: not where no EAD is read

        facts = self.facts(part)
        above: list[Facts] = []
        parent = part.parent
        while parent is not None:
            above.insert(0, self.facts(parent))
            parent = parent.parent
        repository = next((each.repository for each in (facts, *reversed(above)) if each.repository), "")
        said = [f"<repository>{escape(repository)}</repository>"] if repository else []
        for each in above:
            attributes = f"key={quoteattr(each.key)} level={quoteattr(each.level)}"
            said.append(f"<ancestor {attributes}>{escape(each.title)}</ancestor>")
        said += [f"<child key={quoteattr(key)}/>" for key in part.children]
        parent_key = f" parent={quoteattr(above[-1].key)}" if above else ""
        order = f" order={quoteattr(str(part.order))}" if above else ""
        language = f" language={quoteattr(self.language)}" if self.language else ""
        agency = f" agency={quoteattr(self.agency)}" if self.agency else ""
        attributes = f"key={quoteattr(facts.key)}{parent_key}{order}{language}{agency}"
        return f"<context {attributes}>{''.join(said)}</context>"


def _text(did: Element | None, name: str) -> str:
    """The text of the first element of this name that is not for the archive's own use."""
    return next(_texts(did, name), "")


def _keeper(did: Element | None) -> str:
    """The name of the archive that keeps it, without the address that may stand behind it."""
    for child in did if did is not None else ():
        if local_name(child.tag) == "repository" and child.get("audience") != INTERNAL:
            named = [
                each for each in child if local_name(each.tag) in ("corpname", "name", "famname", "persname")
            ]
            without = [] if named else [each for each in child if local_name(each.tag) == "address"]
            for each in without:
                child.text = f"{child.text or ''} {each.tail or ''}"
                child.remove(each)
            said = named[0] if named else child
            text = text_of(said) or cleaned(" ".join(_in_one_language(said)))
            if text:
                return text
    return ""


def _number(did: Element | None) -> str:
    """The first number by which people ask for a part; one made by a machine where there is no other."""
    numbers = [*_texts(did, "unitid")]
    return next((number for number in numbers if not _OF_MACHINES.search(number)), "".join(numbers[:1]))


def _texts(did: Element | None, name: str) -> Iterator[str]:
    for child in did if did is not None else ():
        if local_name(child.tag) == name and child.get("audience") != INTERNAL:
            text = text_of(child) or cleaned(" ".join(_in_one_language(child)))
            if text:
                yield text


def _in_one_language(element: Element) -> Iterator[str]:
    """The texts in an element; of a name that is told in several languages, those in the first of them."""
    parts = [part for part in element.iter() if local_name(part.tag) == "part" and part.get("lang")]
    if len({part.get("lang") for part in parts}) < 2:
        return element.itertext()
    return (text for part in parts if part.get("lang") == parts[0].get("lang") for text in part.itertext())
