"""Lines of N-Triples as rules leave them: marks for the things of the record, properties to have once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_DATATYPE = re.compile(r"""(?<=")\^\^<[^<>"]*>(?= \.\Z)""")
"""The datatype of the object at the end of a line."""


def marks_for(things: Iterable[str]) -> dict[str, str]:
    """A mark for each thing of a record: a character that no statement has in it.

    >>> {name: ord(mark) for name, mark in marks_for(["work", "instance"]).items()}
    {'work': 1, 'instance': 2}
    """
    marks = [chr(code) for code in range(1, 32) if not chr(code).isspace()]
    return {name: marks[at] for at, name in enumerate(things)}


def repeats(text: str, once: dict[str, str]) -> bool:
    """Whether a thing has one of these properties twice in one language: hardly ever, and quick to tell.

    >>> once = {"<urn:name>": "<urn:alternateName>"}
    >>> repeats('<urn:a> <urn:name> "A"@nl .\\n<urn:a> <urn:name> "B"@en .\\n', once)
    False
    >>> repeats('<urn:a> <urn:name> "A"@nl .\\n<urn:a> <urn:name> "B"@nl .\\n', once)
    True
    """
    for property in once:
        pieces = text.split(f'> {property} "')
        subjects = [before[before.rfind("\n") + 1 :] for before in pieces[:-1]]
        if len(set(subjects)) == len(subjects):
            continue
        names: set[tuple[str, str]] = set()
        languages: set[tuple[str, str]] = set()
        for subject, after in zip(subjects, pieces[1:], strict=True):
            name = after.partition("\n")[0]
            names.add((subject, name))
            languages.add((subject, name[name.rindex('"') :]))
        if len(languages) < len(names):
            return True
    return False


def one_per_language(lines: Iterable[str], once: dict[str, str], in_order: bool = True) -> Iterator[str]:
    """The lines, in which a second text of a thing in the same language has the other property, as a text.

    The first stays; where the order says nothing, for rules write in any, the longest (of two, the first in
    the alphabet).

    >>> once = {"<urn:name>": "<urn:alternateName>"}
    >>> lines = ['<urn:a> <urn:name> "A"@nl .', '<urn:a> <urn:name> "B C"@nl .']
    >>> list(one_per_language(lines, once))
    ['<urn:a> <urn:name> "A"@nl .', '<urn:a> <urn:alternateName> "B C"@nl .']
    >>> list(one_per_language(lines, once, in_order=False))
    ['<urn:a> <urn:alternateName> "A"@nl .', '<urn:a> <urn:name> "B C"@nl .']
    >>> years = ['<urn:a> <urn:made> "1850"^^<urn:gYear> .', '<urn:a> <urn:made> "1900"^^<urn:gYear> .']
    >>> list(one_per_language(years, {"<urn:made>": "<urn:time>"}))[1]
    '<urn:a> <urn:time> "1900" .'
    """
    lines = list(lines)
    stays: dict[tuple[str, str, str], str] = {}
    for line in lines if in_order else sorted(lines, key=lambda line: (-len(line), line)):
        if which := _named(line, once):
            stays.setdefault(which, line)
    for line in lines:
        which = _named(line, once)
        if which and stays[which] != line:
            subject, property, object = line.split(" ", 2)
            # the other property takes what is no date as well
            line = f"{subject} {once[property]} {_DATATYPE.sub('', object)}"
        yield line


def _named(line: str, once: dict[str, str]) -> tuple[str, str, str] | None:
    """Of which thing, and in which language, a line is one of the texts that a thing has once."""
    subject, property, object = line.split(" ", 2)
    if property not in once or not object.startswith('"'):
        return None
    return subject, property, object[object.rindex('"') :]
