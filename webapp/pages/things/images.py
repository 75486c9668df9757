"""Images of things: only those that may be shown, in widths for the screen where a IIIF server makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lod.rdf.namespaces import expand
from lod.search.index_entries import FREE
from lod.store.documents import TYPE, Reader, Text, Value
from webapp.languages import N_
from webapp.pages.labels import TextSpan, choose
from webapp.pages.things.property_values import Facts, Row
from webapp.urls import is_web

AT_ONCE = 12
"""So many images of a thing are seen at once; the others when they are asked for."""
MOST = 200
"""So many are on a page."""
WIDTHS = (400, 800, 1600)
"""Widths in pixels that a IIIF server is asked for."""
_IIIF = re.compile(
    r"(https?://.+)/(full)/(?:full|max|\^?!?\d*,\d*|pct:[\d.]+)/0/(default|native|color|gray)\.(jpg|png|webp)\Z"
)
"""Image API 2 and 3, § 4: of an image that is whole and upright: size, quality and format."""
_INFO = "/info.json"
_MANIFEST = re.compile(r"/manifest(?:\.json)?\Z|/iiif/.*manifest", re.I)
_URLS = ("schema:thumbnailUrl", "schema:contentUrl")
_MEDIA = expand("schema:associatedMedia")
_SHOWN = (expand("schema:thumbnailUrl"), expand("schema:image"), _MEDIA)
"""What has images of a thing, those that were made to be small first."""
_IMAGE = expand("schema:ImageObject")
_MEDIUM = expand("schema:MediaObject")
_OF_PART = tuple(map(expand, _URLS))
_RIGHTS = ("schema:creditText", "schema:copyrightNotice", "schema:license")


@dataclass(frozen=True, slots=True)
class Image:
    """An image as a page shows it."""

    src: str
    srcset: str = ""
    """The same in several widths; empty when there is one."""
    rights: tuple[TextSpan, ...] = ()
    """Whose it is and what may be done with it."""
    part: str = ""
    """The part of the description that says more of it; empty when there is none."""

    @property
    def widest(self) -> str:
        """Its address in the largest width that it comes in."""
        return self.srcset.rpartition(", ")[2].partition(" ")[0] or self.src

    @property
    def narrowest(self) -> str:
        """Its address in the smallest width that it comes in."""
        return self.srcset.partition(" ")[0] or self.src


def image_of(url: str, hosts: Sequence[str]) -> Image | None:
    """The image at an address of a host that images may be shown from; None for any other.

    >>> image_of("https://iiif.example/7/info.json", ["iiif.example"]).src
    'https://iiif.example/7/full/800,/0/default.jpg'
    >>> image_of("https://other.example/a.jpg", ["iiif.example"])
    """
    if not is_web(url) or " " in url or _MANIFEST.search(url):
        return None
    if not (url.split("/")[2] in hosts or ("*" in hosts and url.startswith("https:"))):
        return None
    found = _IIIF.match(url)
    if found or url.endswith(_INFO):
        base, quality, form = (
            (found[1], found[3], found[4]) if found else (url[: -len(_INFO)], "default", "jpg")
        )
        at = [f"{base}/full/{width},/0/{quality}.{form}" for width in WIDTHS]
        # a comma and a space divide the addresses of a srcset, a comma inside one does not
        return Image(at[1], ", ".join(f"{one} {width}w" for one, width in zip(at, WIDTHS, strict=True)))
    return Image(url)


def images(facts: Facts, hosts: Sequence[str], most: int = MOST) -> tuple[Image, ...]:
    """The images that a page may show, each with its rights; what is not shown stays unsaid."""
    found: dict[str, Image] = {}
    for name in ("schema:image", "schema:associatedMedia", "schema:thumbnailUrl"):
        for value in facts.values(name):
            for url, part in _addresses(facts, value):
                shown = image_of(url, hosts)
                if shown and not (found and name == "schema:thumbnailUrl"):
                    rights = _rights(facts, part)
                    found.setdefault(shown.src, Image(shown.src, shown.srcset, rights, part))
                    break
    return tuple(found.values())[:most]


def _addresses(facts: Facts, value: Value) -> Iterator[tuple[str, str]]:
    """Where an image is, the one made for the screen first, and the part that says more of it; nothing of a
    film or a sound.
    """
    if isinstance(value, str) and facts.document.is_part(value):
        types = facts.values("rdf:type", value)
        if types and not {_IMAGE, _MEDIUM} & {*types}:
            return
        for name in reversed(_URLS):
            for url in facts.values(name, value):
                yield (url.value if isinstance(url, Text) else url), value
    else:
        yield (value.value if isinstance(value, Text) else value), ""


def of_card(reader: Reader, iri: str, hosts: Sequence[str]) -> str:
    """The address of an image for the card of a thing, the smallest; empty when none may be shown."""
    found = first(reader, iri, hosts)
    return found.narrowest if found else ""


def first(reader: Reader, iri: str, hosts: Sequence[str], *, large: bool = False) -> Image | None:
    """The first image of a thing, small or `large`, without its rights; None when none may be shown."""
    turn = reversed if large else iter
    said = reader.said(iri, _SHOWN) if hosts else {}
    for name in turn(_SHOWN):
        for value in said.get(name, ()):
            if name == _MEDIA and (isinstance(value, Text) or _IMAGE not in reader.values(value, TYPE)):
                continue  # a film, or a description of images for a viewer
            parts = () if isinstance(value, Text) else turn(_OF_PART)
            told = [one for part in parts for one in reader.values(str(value), part)]
            # the address of a part is on this site, where any host may be, and is no file
            at = told if str(value).startswith(f"{iri}#") else [value, *told]
            for one in at:
                shown = image_of(one.value if isinstance(one, Text) else one, hosts)
                if shown:
                    return shown
    return None


def _rights(facts: Facts, part: str) -> tuple[TextSpan, ...]:
    """What the part says of its rights; without a part, or when it says nothing, what the thing says."""
    for subject in filter(None, (part, facts.document.iri)):
        if found := rights(facts, subject):
            return found
    return ()


def rights(facts: Facts, subject: str, names: Sequence[str] = _RIGHTS) -> tuple[TextSpan, ...]:
    """Credit, notice and licence in the language of the page; they stay unsaid."""
    found: list[Value] = []
    for name in names:
        values = facts.values(name, subject)
        texts = [v for v in values if isinstance(v, Text)]
        text = choose(texts, facts.wording.language)
        found += [text] if text else []
        found += [v for v in values if isinstance(v, str)]
    return tuple([_free(words, facts) if FREE.match(words.href) else words for words in facts.say_all(found)])


_USES = {
    "/publicdomain/": N_("may be used freely"),
    "/by/": N_("may be used freely with a credit"),
    "/by-sa/": N_("may be used freely with a credit and under the same licence"),
}
"""What a licence is named by → what it asks of who uses a thing."""


def _free(words: TextSpan, facts: Facts) -> TextSpan:
    """A licence under which anybody may use a thing, with that in plain words: few know its name."""
    said = next(said for part, said in _USES.items() if part in words.href)
    return words._replace(note=words.note or facts.wording.text(said))


def take_rights(facts: Facts) -> tuple[Row, ...]:
    """Whom to credit, and the rights, for the table; what is said in other languages stands at the end."""
    if not facts.tells(_RIGHTS):
        return ()
    rows = []
    for title, names in ((N_("Credit"), _RIGHTS[:1]), (N_("Rights"), _RIGHTS[1:])):
        said = rights(facts, facts.document.iri, names)
        for name in names:
            texts = [v for v in facts.take(name) if isinstance(v, Text)]
            chosen = choose(texts, facts.wording.language)
            facts.later(title, [t for t in texts if t != chosen])
        rows += [Row(facts.wording.text(title), said)] if said else []
    return tuple(rows)
