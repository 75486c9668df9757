"""UNIMARC, the format of BnF, ABES, SBN, Porbase, COBISS and others, read as MARC 21 that says the same.

A record of UNIMARC comes in every dress that MARC 21 comes in (ISO 2709, XML, JSON, lines), and which of
the two it is shows in its fields alone (`lod.sources.marc.dialects`). So it is converted where it is read,
between the bytes and the record: what comes out is a record of MARC 21, which goes by the mappings for
that. There is one set of rules for both vocabularies, and what MARC 21 gets better in, UNIMARC gets too.

How it is converted stands in a table that a cataloguer can read and correct
(`mappings/unimarc-marc21/*.yaml`): field by field with the section of the UNIMARC Manual of IFLA and of the
conversion specifications of the Library of Congress (2001), the reason, and examples that are tests
(`lod.sources.unimarc.table` says what its words mean). Code is only for what a table cannot say: dates and
languages, names, titles, links.

- Each field that is made remembers the one that it was made of, so that messages and `lod explain` name
  both.
- What no rule takes stays in the record, under the tag U and the number of its field (``U995``). There it
  is left over and counted, or ignored by name (`mappings/marc21-local/unimarc.yaml`), or read by a rule of
  a site's own.
- Numbers of authorities ($3) become links only where it is known whose they are: IdRef and BnF.
- A field in another script ($6 and $7) becomes an 880.
"""

from __future__ import annotations

import re

from lod.record import Field
from lod.sources.unimarc.authorities import of_authority
from lod.sources.unimarc.coded import coded, countries, in_positions, languages
from lod.sources.unimarc.conversion_record import Converted, Source
from lod.sources.unimarc.rules import converted
from lod.sources.unimarc.scripts import linked, pairs

REST = "U"
"""What stands before the tag of a field of UNIMARC that no rule takes, or not whole."""
_KEPT = ("001", "005")
_AUTHORITY = "00000nz  a2200000n  4500"


def as_marc21(leader: str, fields: list[Field]) -> tuple[str, list[Field]]:
    """Leader and fields of a record of UNIMARC as MARC 21 has them.

    >>> title = Field("200", "1 ", [("a", "Anioutka"), ("e", "roman")])
    >>> place = Field("995", "  ", [("z", "3")])
    >>> leader, fields = as_marc21("00000nam  2200000   450 ", [Field("001", "", [("", "34")]), title, place])
    >>> leader, [field.tag for field in fields], fields[2].subfields
    ('00000nam a2200000 i 4500', ['001', '008', '245', 'U995'], [('a', 'Anioutka :'), ('b', 'roman')])
    """
    _marked(fields)
    source = Source(*_of_comarc(leader, in_positions(fields)))
    top, control, used = (_AUTHORITY, of_authority(source), set()) if source.is_authority else coded(source)
    others = pairs(source.fields)
    made: list[Field] = [*control]
    left: list[Field] = []
    by_field: dict[int, list[Field]] = {}
    for one in source.fields:
        if one.tag in _KEPT and one.text:
            made.append(one)
            continue
        fields_of, rest = _converted(one, source)
        own: list[Field] = [Converted(each, one) for each in fields_of]
        by_field[id(one)] = own
        made += own
        if rest := [(code, value) for code, value in rest if (one.tag, code) not in used and value.strip()]:
            left.append(Field(REST + one.tag, one.indicators, rest))
    made = _in_one_host(linked(made, others, by_field))
    made.sort(key=lambda field: field.tag)
    return top, _distinct(made) + left


_WINDOWS = re.compile(r"ˆ([^ˆ‰]{1,60}?)( *)‰")


def _marked(fields: list[Field]) -> None:
    """Make marks of non-sorting words of what Windows has there: SBN gives out `ˆIl ‰nome della rosa`."""
    for one in fields:
        for at, (code, value) in enumerate(one.subfields):
            if "‰" in value and "ˆ" in value:
                one.subfields[at] = (code, _WINDOWS.sub(r"<<\1>>\2", value))


def _converted(one: Field, source: Source) -> tuple[list[Field], list[tuple[str, str]]]:
    """What becomes of a field; languages and countries stand in 008 too."""
    if source.is_authority or one.tag not in ("101", "102"):
        return converted(one, source)
    made, used = languages(one, source) if one.tag == "101" else countries(one, source)
    return made, [each for at, each in enumerate(one.subfields) if at not in used]


def _distinct(fields: list[Field]) -> list[Field]:
    """The fields, each once: the address of a record stands in 003 and in 033."""
    found: list[Field] = []
    for one in fields:
        if one.tag != "024" or one not in found:
            found.append(one)
    return found


def _in_one_host(fields: list[Field]) -> list[Field]:
    """The fields, with the periodical (461) and the issue (463) that an article stands in as one host.

    What the issue says of volume and pages goes with the periodical, when it has no title of its own.
    """
    hosts = [one for one in fields if one.tag == "773" and isinstance(one, Converted)]
    wholes = [one for one in hosts if one.origin.tag == "461"]
    issues = [one for one in hosts if one.origin.tag == "463"]
    if len(wholes) != 1 or len(issues) != 1:
        return fields
    whole, issue = wholes[0], issues[0]
    if issue.first("t") not in ("", whole.first("t")):
        return fields
    known = {code for code, _ in whole.subfields}
    whole.subfields += [(code, value) for code, value in issue.subfields if code not in known]
    return [one for one in fields if one is not issue]


def _of_comarc(leader: str, fields: list[Field]) -> tuple[str, list[Field]]:
    """COMARC has the status, type and level of a record in the subfields of 001."""
    first = next((one for one in fields if one.tag == "001" and one.first("b")), None)
    if first is None:
        return leader, fields
    signs = list(leader.ljust(24))
    for at, code in ((5, "a"), (6, "b"), (7, "c"), (8, "d")):
        signs[at] = (first.first(code).strip() or " ")[0]
    return "".join(signs), [one for one in fields if one is not first]
