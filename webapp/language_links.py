"""A language that stands in the address of a page, carried along to the pages that it leads to.

Who comes in by `?lang=nl`, from a search engine or a link that somebody sent, reads on in that language,
whatever the browser says. It stands in the links and not in a cookie: nobody chose anything, an answer with a
cookie is kept by no cache, and crawlers, which keep none, see one whole site in each language.
"""

from __future__ import annotations

import re

_TAG = re.compile(r"<(a|form|button|input|li|div)\s[^<>]*>")
_ADDRESS = re.compile(r'( (?:href|action|formaction|data-href|data-suggest|data-answers)=")([^"]*)"')
_NAMED = re.compile(r"[?&;]lang=")
_NO_PAGES = ("id/", "static/", "language")
"""What has no language: identifiers, which people take along; files; the choice of another language."""


def in_language(address: str, root: str, language: str) -> str:
    """An address as HTML has it, in a language if it is one of a page of ours.

    >>> [in_language(address, "/", "nl") for address in ("/doc/work/x#title", "?list=works", "/search?q=a")]
    ['/doc/work/x?lang=nl#title', '?list=works&amp;lang=nl', '/search?q=a&amp;lang=nl']
    >>> [in_language(address, "/", "nl") for address in ("#main", "/id/work/x", "//a.example")]
    ['#main', '/id/work/x', '//a.example']
    """
    inside = address.startswith("?") or (address.startswith(root) and not address.startswith("//"))
    if not inside or _NAMED.search(address) or address.removeprefix(root).startswith(_NO_PAGES):
        return address
    path, mark, part = address.partition("#")
    joint = "&amp;" if "?" in path else "?"
    return f"{path}{joint}lang={language}{mark}{part}"


def steps(structured: object, base: str, language: str) -> object:
    """What search engines are told of a page, of which the way to it leads through pages in its language.

    >>> way = {"@type": "BreadcrumbList", "itemListElement": [{"position": 1, "item": "https://a.example/"}]}
    >>> steps([way], "https://a.example/", "nl")[0]["itemListElement"]
    [{'position': 1, 'item': 'https://a.example/?lang=nl'}]
    """
    if isinstance(structured, list):
        return [steps(node, base, language) for node in structured]
    if not isinstance(structured, dict) or structured.get("@type") != "BreadcrumbList":
        return structured
    ways = [one | {"item": _public(one["item"], base, language)} for one in structured["itemListElement"]]
    return structured | {"itemListElement": ways}


def _public(address: str, base: str, language: str) -> str:
    """A public address of a page of ours, in a language."""
    return base + in_language(f"/{address.removeprefix(base)}", "/", language).replace("&amp;", "&")[1:]


def keep_language(page: str, root: str, language: str) -> str:
    """A page of which links and forms lead on in a language; other forms of it (`type`) and files stay.

    >>> keep_language('<form action="/q" method="get"><a href="/about">', "/", "nl")
    '<form action="/q" method="get"><input type="hidden" name="lang" value="nl"><a href="/about?lang=nl">'
    """

    def carry(found: re.Match[str]) -> str:
        tag, name = found[0], found[1]
        if name == "a" and (' type="' in tag or " download" in tag):
            return tag
        if name == "form" and ' method="get"' in tag:  # what stands in its address is not sent
            return f'{tag}<input type="hidden" name="lang" value="{language}">'
        return _ADDRESS.sub(lambda one: f'{one[1]}{in_language(one[2], root, language)}"', tag)

    return _TAG.sub(carry, page)
