"""The title statement of UNIMARC (200), whose subfields belong to those before them; and periods (122)."""

from __future__ import annotations

import re

from lod.record import Field
from lod.sources.unimarc.conversion_record import Made, Source, taken
from lod.sources.unimarc.links import standard

_MAIN = ("700", "710", "720")


def title(one: Field, source: Source) -> Made:
    """245 with the title and who is responsible for it, and 246 for each parallel title."""
    own: list[tuple[str, str]] = []
    parallel: list[list[tuple[str, str]]] = []
    used: set[int] = set()
    into = own
    before = ""
    for at, (code, value) in enumerate(one.subfields):
        if not value.strip() or code not in "abcdefghiv":
            continue
        used.add(at)
        if code == "d":
            into = []
            parallel.append(into)
            into.append(("a", value))
        elif code in "fgcab":
            into = own
            _statement(own, code, value, before)
        else:
            _statement(into, code, value, before)
        before = code
    if not any(code == "a" for code, _ in own) and parallel:
        own[:0] = parallel.pop(0)
    if not own:
        return [], set()
    if set_title := _of_set(own, source):
        own[:] = [("a", set_title), *[("n" if code == "a" else code, value) for code, value in own]]
    own.sort(key=lambda part: "anphbkc".find(part[0]))
    is_added = "1" if source.has(" ".join(_MAIN)) else "0"
    made = [Field("245", is_added + "0", own)]
    made += [Field("246", "31", each) for each in parallel]
    return made, used


_VOLUME = re.compile(
    r"\W*(?:(?:v|vol|volume|volumen|t|tome|tomo|tom|parte|partie|part|pt|livre|libro|band|bd|teil|том|часть|кн|т|ч)"
    r"\.? *)?(?:[0-9]{1,3}|[IVXLC]{1,7})\W*",
    re.IGNORECASE,
)


def _of_set(own: list[tuple[str, str]], source: Source) -> str:
    """The title of the set (461, 462) of a volume that has a number for a title; else nothing."""
    title = next((value for code, value in own if code == "a"), "")
    if not _VOLUME.fullmatch(title):
        return ""
    links = [part for tag in ("461", "462") for one in source.all(tag) for part in standard(one)]
    return next((value.strip() for code, value, _ in links if code == "t" and value.strip()), "")


_CODES = {"e": "b", "h": "n", "i": "p", "v": "n"}


def _statement(own: list[tuple[str, str]], code: str, value: str, before: str) -> None:
    """Put a subfield of 200 into a title statement; `before` is the code of the one before it."""
    if code == "b":
        own.append(("h", value if value.startswith("[") else f"[{value}]"))
    elif code == "a":
        _join(own, "a", value, " ; ")
    elif code == "c":
        _join(own, "c", value, ". ") if _has(own, "c") else _join(own, "a", value, ". ")
    elif code in "fg":
        _join(own, "c", value, " / " if before == "c" else " ; ")
    elif code == "e":
        _join(own, "b", value, " : ")
    elif code == "v" and any(each == "n" for each, _ in own):
        _join(own, "n", value, ", ")
    else:
        own.append((_CODES[code], value))


def _has(own: list[tuple[str, str]], code: str) -> bool:
    return any(each == code for each, _ in own)


def _join(own: list[tuple[str, str]], code: str, value: str, between: str) -> None:
    """Put a text behind what a subfield has, or make it."""
    for at, (each, before) in enumerate(own):
        if each == code:
            own[at] = (code, f"{before.rstrip()}{between}{value.strip()}")
            return
    own.append((code, value))


def period(one: Field, source: Source) -> Made:
    """When it is about: one date (045 0), several (1), or from one to another (2)."""
    dates = one.all("a")
    if not dates:
        return [], set()
    kind = {"1": "2", "2": "1"}.get(one.indicators[:1], "0" if len(dates) == 1 else "1")
    return [Field("045", f"{kind} ", [("b", date) for date in dates])], taken(one, "a")
