"""Licences and statements of rights: by their address, or by the short name that stands for one only."""

from __future__ import annotations

import re
from functools import lru_cache

from lod.mapping.functions.tree_values import web_address
from lod.mapping.language.function_registry import function

_CREATIVE = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(licenses/[a-z-]+/[0-9.]+(?:/[a-z]{2})?|publicdomain/(?:zero|mark)/[0-9.]+)/?(?:deed.*|legalcode.*)?\Z"
)
_STATED = re.compile(r"https?://(?:www\.)?rightsstatements\.org/(?:vocab|page)/([A-Za-z-]+)/1\.0/?\Z")
_ZERO = re.compile(
    r"cc[ -]?(?:0|zero)(?:[ -]1\.0)?(?: universal)?(?: public domain dedication)?\Z", re.IGNORECASE
)
_MARK = re.compile(r"(?:public domain mark|pdm)(?:[ -]1\.0)?\Z", re.IGNORECASE)
_CALLED = re.compile(
    r"cc[ -](by(?:[ -](?:nc[ -]sa|nc[ -]nd|nc|sa|nd))?)[ -]v?([1-4]\.[0-9])(?: international| unported)?\Z",
    re.IGNORECASE,
)


@function("licence", "text", "term")
@lru_cache(maxsize=4096)
def licence(text: str) -> str | None:
    """The address of a licence or rights statement, in the form that its makers use.

    >>> licence("http://creativecommons.org/licenses/by/4.0/deed.nl"), licence("publiek domein")
    ('<https://creativecommons.org/licenses/by/4.0/>', None)
    >>> licence("https://rightsstatements.org/page/InC/1.0/")
    '<http://rightsstatements.org/vocab/InC/1.0/>'

    A short name is as good where it stands for one licence; "CC BY" stands for five.

    >>> licence("CC0"), licence("CC BY")
    ('<https://creativecommons.org/publicdomain/zero/1.0/>', None)
    >>> licence("CC BY-SA 4.0")
    '<https://creativecommons.org/licenses/by-sa/4.0/>'
    """
    text = text.strip()
    if found := _CREATIVE.match(text):
        return f"<https://creativecommons.org/{found[1]}/>"
    if found := _STATED.match(text):
        return f"<http://rightsstatements.org/vocab/{found[1]}/1.0/>"
    if found := _CALLED.match(text):
        name = found[1].lower().replace(" ", "-")
        return f"<https://creativecommons.org/licenses/{name}/{found[2]}/>"
    if _ZERO.match(text) or _MARK.match(text):
        word = "zero" if _ZERO.match(text) else "mark"
        return f"<https://creativecommons.org/publicdomain/{word}/1.0/>"
    whole = web_address(text)
    return f"<{whole}>" if whole else None
