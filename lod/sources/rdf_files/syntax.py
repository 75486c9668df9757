"""Which syntax RDF is written in, and its statements one at a time; nothing is ever fetched.

The parsers are Oxigraph's: streaming, and after a fault they go on with the next statement. RDF/XML passes
a guard first: no document type, and no more elements in each other than a description has; JSON-LD one
that counts the terms of its contexts.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

from pyoxigraph import Quad, RdfFormat, parse

from lod.rdf import namespaces
from lod.sources import plain_text
from lod.sources.chunk import InvalidRecord
from lod.sources.head import Head
from lod.sources.json_files import contexts as json_contexts
from lod.sources.json_files.records import beginning
from lod.sources.streams import Blocks
from lod.sources.xml_files import encoding as xml_encoding
from lod.sources.xml_files.fields import DEEPEST

_TERM = rb'(?:<[^<>"{}|^`\\\x00-\x20]*>|_:[\w.-]+|"(?:[^"\\\n]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^<[^<>\s]*>)?)'
_LINE = re.compile(
    rb"\s*(?:<[^<>\s]*>|_:[\w.-]+)\s*<[^<>\s]*>\s*" + _TERM + rb"\s*(?:<[^<>\s]*>|_:[\w.-]+)?\s*\."
)
_DIRECTIVE = re.compile(
    rb"^[ \t]*+(?:@prefix\s+[\w.-]*:\s*<|@base\s+<|PREFIX\s+[\w.-]*:\s*<|BASE\s+<)", re.M | re.I
)
_TURTLE = re.compile(
    rb"\s*+(?:#[^\n]*+\n\s*+)*<[A-Za-z][\w+.-]*:[^<>\s]*>\s+(?:a|<[A-Za-z][\w+.-]*:[^<>\s]*>)\s"
)
_MARKUP = re.compile(rb"<(?:[?!/]|[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?[\s/>])")
_JSON = re.compile(rb'(?:\[\s*)*\{\s*"')
_CONTEXT = re.compile(rb'"@context"\s*:\s*(\{|\[\s*\{|\[?\s*")')
_KEYWORD = re.compile(rb'"@(?:id|type)"\s*:')
_EXPANDED = re.compile(rb'"(?:https?|urn):[^"\s]++"\s*:\s*\[\s*\{\s*"@')
_DECLARATION = re.compile(rb"""^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")
_NAMESPACE = namespaces.PREFIXES["rdf"]
_LINES = 100  # looked at, to tell lines from Turtle
_LINE_NUMBER = re.compile(r"line (\d+)")
_FAULTS = 1_000  # one after another at the end of a source: more is a parser that does not get on


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is RDF."""
    start = beginning(head.raw)
    if _is_rdf_xml(head):
        return 70
    if _JSON.match(start):
        found = _CONTEXT.search(start)
        # What a context on the network says is not known: such a file is read as plain JSON.
        is_local = found[1][-1:] == b"{" if found else _KEYWORD.search(start) and _EXPANDED.search(start)
        return 75 if is_local else 0
    if _is_lines(start):
        return 95
    if _MARKUP.match(start):
        return 0
    return 90 if _DIRECTIVE.search(start) else 85 if _TURTLE.match(start) else 0


def _is_rdf_xml(head: Head) -> bool:
    return head.is_xml and head.elements[:1] == ("RDF",) and _NAMESPACE in head.namespaces


def _is_lines(start: bytes) -> bool:
    """Whether it is N-Triples or N-Quads: nine in ten of its first lines are statements."""
    lines = [
        line for line in start.splitlines()[:_LINES] if line.strip() and not line.lstrip().startswith(b"#")
    ]
    if len(start) >= 2**16:
        lines = lines[:-1] or lines
    like = sum(_LINE.match(line) is not None for line in lines)
    return like > 0 and like * 10 >= len(lines) * 9


def syntax_of(raw: bytes) -> RdfFormat:
    """The syntax of a source that begins like this; Turtle is read as TriG, N-Triples as N-Quads.

    >>> syntax_of(b"@prefix a: <urn:a> .").name, syntax_of(b'<urn:a> <urn:b> "c" .').name
    ('TriG', 'N-Quads')
    """
    head = Head(raw)
    start = beginning(head.raw)
    if _JSON.match(start):
        return RdfFormat.JSON_LD
    if _is_rdf_xml(head):
        return RdfFormat.RDF_XML
    return RdfFormat.N_QUADS if _is_lines(start) else RdfFormat.TRIG


class Statements:
    """The statements of a source, and what could not be read as one.

    >>> source = Statements(Blocks(iter([b'<urn:a> <urn:b> "c" .\\n<urn:a> oops .\\n'])))
    >>> [str(quad.object) for quad in source], len(source.faults)
    (['"c"'], 1)
    """

    def __init__(self, blocks: Blocks) -> None:
        self.prefixes: dict[str, str] = {}
        """Those that the source declares, by their names; known when it has been read."""
        self.faults: list[str] = []
        """What is wrong, a sentence each, since they were last taken."""
        self._syntax = syntax_of(blocks.head())
        self._input = _Input(_checked_for(self._syntax, blocks))

    def __iter__(self) -> Iterator[Quad]:
        # Lenient: after an IRI that is none, the parser of RDF/XML does not find its way back.
        found = parse(self._input, format=self._syntax, lenient=True)  # type: ignore[arg-type]  # it only calls read()
        in_a_row, last = 0, ""
        while in_a_row < _FAULTS:
            try:
                quad = next(found)
            except StopIteration:
                break
            except (InvalidRecord, MemoryError) as fault:  # the parser holds no more than 16 MB of one thing
                self.faults.append(str(fault))
                break
            except (SyntaxError, ValueError, OSError) as fault:
                in_a_row += self._input.is_over
                where = str(_LINE_NUMBER.findall(str(fault))[-1:])
                if where != last or where == "[]":  # one line, one fault
                    self.faults.append(_sentence(fault))
                last = where
                if self._syntax == RdfFormat.JSON_LD:
                    break
            else:
                in_a_row = 0
                yield quad
        self.prefixes = dict(found.prefixes)


def _sentence(fault: Exception) -> str:
    text = str(fault)
    if "LoadDocumentCallback" in text:
        return "a JSON-LD context on the network is never fetched; it must stand in the file"
    return f"not read as RDF: {text}"[:500]


class _Input:
    """A file for the parser, made of blocks."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""
        self.is_over = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as many as asked for or fewer."""
        while not self._rest and not self.is_over:
            block = next(self._blocks, None)
            self.is_over = block is None
            self._rest = block or b""
        if size < 0:
            size = len(self._rest)
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def _mended(blocks: Blocks) -> Iterator[bytes]:
    """A text in UTF-8, with Windows-1252 for the bytes that are no UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    for block in plain_text.utf8(blocks):
        yield plain_text.mended(decoder.decode(block)).encode("utf-8", "replace")
    yield plain_text.mended(decoder.decode(b"", True)).encode("utf-8", "replace")


def _checked_for(syntax: RdfFormat, blocks: Blocks) -> Iterator[bytes]:
    """What the parser of a syntax may be given."""
    if syntax == RdfFormat.RDF_XML:
        return _guarded(blocks)
    mended = _mended(blocks)
    return json_contexts.bounded(json_contexts.resolved(mended)) if syntax == RdfFormat.JSON_LD else mended


def _guarded(blocks: Blocks) -> Iterator[bytes]:
    """XML in UTF-8 that is well-formed so far, declares no document type, and is not too deep."""
    guard = expat.ParserCreate("utf-8")
    depth = 0

    def starts(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise InvalidRecord(
                f"line {guard.CurrentLineNumber}: elements more than {DEEPEST} deep in each other"
            )

    def ends(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def declares(*_: object) -> None:
        raise InvalidRecord("a document type declaration in RDF/XML: not read")

    guard.StartElementHandler, guard.EndElementHandler = starts, ends
    guard.StartDoctypeDeclHandler = declares
    blocks.head()
    is_first = True
    for block in xml_encoding.utf8(blocks):
        if is_first:
            block = _DECLARATION.sub(rb"\1", block.removeprefix(b"\xef\xbb\xbf"))
            is_first = False
        _checked(guard.Parse, block)
        yield block
    _checked(guard.Parse, b"", True)


def _checked(check: Callable[..., object], *given: object) -> None:
    try:
        check(*given)
    except expat.ExpatError as fault:
        raise InvalidRecord(f"the XML is not well-formed: {fault}") from fault
