"""Points, boxes and periods in the notation of DCMI: "name=Leiden; north=52.16"."""

from __future__ import annotations

import re
from collections.abc import Callable

from lod.mapping.functions.tree_values import interval
from lod.mapping.language.function_registry import function

_PART = re.compile(r"(?i)\b([a-z]+)\s*=\s*([^;]*)")


@function("dcmi", "text", "text", (1, 1))
def dcmi(name: str) -> Callable[[str], str]:
    """One component of a DCMI Point, Box or Period; nothing when it is not there.

    >>> dcmi("name")("name=Leiden; east=4.49; north=52.16"), dcmi("start")("Leiden")
    ('Leiden', '')
    """

    def said(text: str) -> str:
        found = (part for part in _PART.finditer(text) if part[1].lower() == name)
        return next((part[2].strip() for part in found), "")

    return said


@function("dcmi_period", "text", "text")
def dcmi_period(text: str) -> str:
    """A DCMI Period as an ISO 8601 interval; what has no end or no beginning is open.

    >>> dcmi_period("name=Gouden Eeuw; start=1588; end=1672;"), dcmi_period("start=1990"), dcmi_period("1990")
    ('1588/1672', '1990/..', '')
    """
    ends = [dcmi(end)(text) or ".." for end in ("start", "end")]
    return "" if ends == ["..", ".."] else "".join(interval(ends))
