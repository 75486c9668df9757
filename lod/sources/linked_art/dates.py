"""Time spans of Linked Art as dates, at the precision that their first and last moments have."""

from __future__ import annotations

import re

from lod.record import Field
from lod.sources.linked_art.terms import held

_MOMENT = re.compile(
    r"([0-9]{4}|-[0-9]{4,6})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?"
    r"(?:[T ][0-9:.]*)?(?:Z|[+-][0-9:]+)?\Z"
)
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:00)?\Z")
_BOUNDS = ("begin_of_the_begin", "end_of_the_end")
_LAST = {"02": ("28", "29"), "04": ("30",), "06": ("30",), "09": ("30",), "11": ("30",)}

_Moment = tuple[str, ...]
"""Year, month and day."""


def timespan(fields: list[Field]) -> list[Field]:
    """The fields of a time span, with the date or the interval that its bounds say."""
    first, last = (next((each.text for each in held(fields, name)), "") for name in _BOUNDS)
    date = span(first, last)
    if not date:
        return fields
    rest = [each for each in fields if each.tag not in _BOUNDS]
    return [Field("date", "", [("", date)]), *rest]


def span(first: str, last: str) -> str:
    """A year, a month, a day or an interval; nothing when one of the bounds is none.

    >>> span("1642-01-01T00:00:00Z", "1642-12-31T23:59:59Z"), span("1503-01-01", "1506-12-31")
    ('1642', '1503/1506')
    >>> span("1889-06-01T00:00:00", "1889-06-30T23:59:59"), span("1889-06-01", "1889-06-01")
    ('1889-06', '1889-06-01')

    Some write the moment at which it was over, some the bounds the wrong way round, some one of them only.

    >>> span("1642-01-01T00:00:00", "1643-01-01T00:00:00"), span("1882-08-21T23:59:59", "1882-08-21T00:00:00")
    ('1642', '1882-08-21')
    >>> span("1642-01-01", ""), span("", "1642-12-31"), span("-0149-01-01", "-0149-12-31")
    ('1642/..', '../1642', '-0149')
    >>> span("1889-01-01", "1889-06-30"), span("1889-01-05", "1890-06-30"), span("1889", "spring")
    ('1889-01/1889-06', '1889-01-05/1890-06-30', '')
    >>> span("1642-13-01", "1642-13-01"), span("16420101", ""), span("1650-12", "1650-01")
    ('', '', '')
    """
    begin, end = _moment(first), _moment(last)
    if (first and not begin) or (last and not end) or not (begin or end):
        return ""
    if begin and end and (int(begin[0]), *begin[1:]) > (int(end[0]), *(each or "99" for each in end[1:])):
        return ""
    if begin and end and begin[1:] == end[1:] == ("01", "01") and begin != end and _MIDNIGHT.search(last):
        end = (_before(end[0]), "12", "31")
    if begin and begin == end:
        return "-".join(filter(None, begin))
    length = _length(begin, end)
    said, until = ("-".join(filter(None, each[:length])) if each else ".." for each in (begin, end))
    return said if said == until else f"{said}/{until}"


def _length(begin: _Moment | None, end: _Moment | None) -> int:
    """Whether whole years are meant, whole months or days: 1, 2 or 3."""
    begins = begin is None or begin[2] in ("", "01")
    ends = end is None or end[2] in ("", *_LAST.get(end[1], ("31",)))
    if not (begins and ends):
        return 3
    is_year = (begin is None or begin[1] in ("", "01")) and (end is None or end[1] in ("", "12"))
    return 1 if is_year else 2


def _before(year: str) -> str:
    number = int(year) - 1
    return f"{number:05d}" if number < 0 else f"{number:04d}"


def _moment(text: str) -> _Moment | None:
    found = _MOMENT.match(text.strip())
    return tuple(part or "" for part in found.groups()) if found else None
