"""Publication, distribution, manufacture and production: fields 260, 261, 262 and 264 as one kind of field.

Each piece becomes a field 264 of its kind: second indicator 0 production, 1 publication, 2 distribution,
3 manufacture, 4 copyright. The last of its kind in a record, which is the one that the dates and the country
of field 008 belong to, has the tag ``264*``; ``264=`` when it is a single place, name or date, or when the
field has other pieces: then it need not stand on its own as well.
"""

from __future__ import annotations

from lod.mapping.functions.punctuation import chop
from lod.mapping.language.function_registry import function
from lod.mapping.language.subfield_groups import ASKS, SPLITTERS, Splitter
from lod.mapping.runtime.record_run import Run
from lod.record import Field

TAGS = ("260", "261", "262", "264")
_STARTS = {"a": "a36", "e": "e"}
"""Codes that start a piece, unless they follow one of these."""
_MADE = {"e": "a", "f": "b", "g": "c"}
"""Codes of the manufacture in field 260, and what they are in field 264."""
_NONE: frozenset[str] = frozenset()
_ALL = 0
"""Stands for a field that is none of the record's own, such as one in another script."""
_FILM = {"a": ("0", "b"), "b": ("0", "b"), "d": ("", "c"), "e": ("3", "b"), "f": ("", "a")}
"""Codes of field 261: the kind they give their piece, and what they are in field 264."""


def provisions(run: Run, field: Field) -> list[Field]:
    """The pieces of a field 26X, each a field 264 of one kind; subfields 3 and 5 are shared."""
    shared = [pair for pair in field.subfields if pair[0] in ("3", "5")]
    pieces = [_as_264(field, piece, shared) for piece in _pieces(field)]
    if field.tag in TAGS:
        _mark(run, field, pieces)
    return pieces


def _pieces(field: Field) -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    before = ""
    for code, value in field.subfields:
        if code not in "abcdefg" or not code:
            continue
        starts = code in _STARTS and before not in _STARTS[code]
        if starts or not found or (code in _MADE and before in "abc" and field.tag == "260"):
            found.append([])
        found[-1].append((code, value))
        before = code
    return found


def _as_264(field: Field, piece: list[tuple[str, str]], shared: list[tuple[str, str]]) -> Field:
    kind = field.indicators[1:2] if field.tag in ("264", "880") else "1"
    subfields = []
    for code, value in piece:
        if field.tag == "261":
            stated, code = _FILM.get(code, ("", ""))
            kind = stated or ("0" if kind == "1" else kind)
        elif code in _MADE:
            kind, code = "3", _MADE[code]
        if code in ("a", "b", "c"):
            subfields.append((code, value))
    return Field("264", field.indicators[:1].ljust(1) + (kind or " "), subfields + shared)


def _mark(run: Run, field: Field, pieces: list[Field]) -> None:
    """Tell the last piece of each kind in the record."""
    later = {*_kinds_after(run, field)}
    for piece in reversed(pieces):
        kind = piece.indicators[1:]
        if kind not in later:
            later.add(kind)
            stated = [code for code, _ in piece.subfields if code in "abc"]
            piece.tag = "264=" if len(stated) == 1 or len(pieces) > 1 else "264*"


def _several(run: Run) -> bool:
    return sum([len(run.by_tag[tag]) for tag in TAGS if tag in run.by_tag]) > 1


def _kinds_after(run: Run, field: Field) -> frozenset[str]:
    """Kinds of the pieces in the fields after this one."""
    if not _several(run):
        return _NONE
    after: dict[int, frozenset[str]] | None = run.known.get("kinds after")
    if after is None:
        after = run.known["kinds after"] = _looked_at_once(run)
    return after.get(id(field), after[_ALL])


def _looked_at_once(run: Run) -> dict[int, frozenset[str]]:
    """For each of the fields the kinds of the pieces after it: a record may have thousands."""
    after: dict[int, frozenset[str]] = {}
    found = _NONE
    for field in reversed([f for f in run.fields if f.tag in TAGS]):
        after[id(field)] = found
        found |= {_as_264(field, piece, []).indicators[1:] for piece in _pieces(field)}
    after[_ALL] = found
    return after


ASKS["provisions"] = lambda run, field: (_several(run), _kinds_after(run, field))
SPLITTERS["provision"] = Splitter(provisions, asks="provisions")


@function("provision_names", "field", "texts", reads="b", pure=True)
def provision_names(run: Run, field: Field) -> list[str]:
    """Names of publishers or makers, in brackets when a bracket opens before them and closes behind them."""
    return [_name(field, at, name) for at, (code, name) in enumerate(field.subfields) if code == "b"]


def _name(field: Field, at: int, name: str) -> str:
    if "[" in name or "]" in name or not any("[" in v or "]" in v for _, v in field.subfields):
        return chop(name)
    place = next((v for c, v in reversed(field.subfields[:at]) if c == "a"), "")
    date = next((v for c, v in field.subfields[at:] if c == "c"), "")
    bracketed = ("[" in place and "]" not in place) or ("]" in date and "[" not in date)
    return f"[{chop(name)}]" if bracketed else chop(name)


@function("provision_statement", "field", "text", reads="abc", pure=True)
def provision_statement(run: Run, field: Field) -> str:
    """Place, name and date in one line, without the punctuation of the field."""
    parts: dict[str, list[str]] = {"a": [], "b": [], "c": []}
    for at, (code, value) in enumerate(field.subfields):
        if code in parts:
            parts[code].append(_name(field, at, value) if code == "b" else chop(value))
    places, names, dates = (_listed(parts["a"], "; "), _listed(parts["b"], ", "), _listed(parts["c"], ", "))
    rest = ", ".join(part for part in (names, dates) if part)
    return ": ".join(part for part in (places, rest) if part)


def _listed(texts: list[str], mark: str) -> str:
    """Texts with a mark between them, but for one that ends in a mark: "U.S. G.P.O. For sale by"."""
    if len(texts) < 2:
        return texts[0] if texts else ""
    texts = [text for text in texts if text]
    return "".join([text + (" " if text[-1] in ".:,;/" else mark) for text in texts[:-1]] + texts[-1:])


@function("one_of_several", "field", "text", asks="provisions")
def one_of_several(run: Run, field: Field) -> str:
    """Something when the record has more than one statement of publication and the like."""
    return "yes" if _several(run) else ""
