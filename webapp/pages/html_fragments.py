"""The pieces of HTML that stand on a page by the hundred, set by plain Python: a call of a Jinja macro costs
five times as much, and a call of any function twice as much as a filter. Templates have them as filters.

Every text goes through `_text`, which escapes it; nothing else is put between the tags.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from json import dumps

import orjson
from markupsafe import Markup

from webapp.pages.cards import Card
from webapp.pages.labels import TextSpan
from webapp.pages.layout import Alternate, Frame
from webapp.pages.search.results import Choice, Result
from webapp.pages.search.tips import Tip
from webapp.pages.things.makers import Maker
from webapp.pages.things.property_values import Part, Row

_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
"""Language of a page → as sites that share it name it."""
_IN_SCRIPTS = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("'", "\\u0027"))
"""How JSON spells what HTML may take for its own."""
WIDEST = 12
"""So many letters of a word have room on a cover."""
_JOINT = re.compile(r"(?<!/)([/@])(?=[^/])")
_special_in = re.compile("[&<>'\"]").search


def _text(text: str) -> str:
    """A text as HTML has it, between tags and in attributes.

    >>> print(_text("<b> & 'c'"))
    &lt;b&gt; &amp; &#x27;c&#x27;
    """
    # Markup's escape() makes an object of it: six times as dear
    return html.escape(str(text)) if _special_in(text) else text


def _html(made: str) -> Markup:
    return Markup(made)  # noqa: S704 - made of what _text has escaped


def say(words: TextSpan) -> Markup:
    """A stretch of text, with its language, its link and its note.

    >>> print(say(TextSpan("Zee", href="/doc/work/zee")))
    <a href="/doc/work/zee"><bdi>Zee</bdi></a>
    """
    return _html(_say(words))


def _say(words: TextSpan) -> str:
    text, lang, dir, href, note = words
    said = f"<bdi{_attributes(words) if lang or dir else ''}>{_text(text)}</bdi>"
    if href:
        outside = ' rel="external noopener"' if words.outside else ""
        said = f'<a href="{_text(href)}"{outside}>{said}</a>'
    return f'{said} <span class="note">{_text(note)}</span>' if note else said


def breakable(address: str) -> Markup:
    """An address that goes on on the next line behind a slash or an at sign, and not in the middle of a word.

    >>> print(breakable("https://a.example/id/work/x"), breakable("ask@a.example"))
    https://a.example/<wbr>id/<wbr>work/<wbr>x ask@<wbr>a.example
    """
    return _html(_JOINT.sub(r"\1<wbr>", _text(address)))


def makers(some: Iterable[Maker]) -> Markup:
    """Who made a thing, each with their roles.

    >>> print(makers([Maker(TextSpan("Multatuli"), ("Author",))]))
    <span class="maker"><bdi>Multatuli</bdi> <span class="note">author</span></span>
    """
    return _html(
        " ".join([f'<span class="maker">{_say(maker.name)}{_roles(maker)}</span>' for maker in some])
    )


def _roles(maker: Maker) -> str:
    return f' <span class="note">{_text(", ".join(maker.roles).lower())}</span>' if maker.roles else ""


def cited(steps: Iterable[TextSpan]) -> Markup:
    """The steps of a citation, each with a full stop behind it that does not end with a mark of its own.

    >>> print(cited([TextSpan("Multatuli"), TextSpan("Waarom?"), TextSpan("1860")]))
    <bdi>Multatuli</bdi>. <bdi>Waarom?</bdi> <bdi>1860</bdi>
    """
    told = [f"{_say(step)}{'' if step.text[-1] in '…!?' else '.'}" for step in steps]
    return _html(" ".join(told).removesuffix("."))


def attributes(words: TextSpan) -> Markup:
    """The language and direction of a text, for the tag around it.

    >>> print(attributes(TextSpan("بيت", "ar", "rtl")))
     lang="ar" dir="rtl"
    """
    return _html(_attributes(words))


def _attributes(words: TextSpan) -> str:
    lang = f' lang="{_text(words.lang)}"' if words.lang else ""
    return f'{lang} dir="{_text(words.dir)}"' if words.dir else lang


def facts(rows: Iterable[Row], style: str = "facts") -> Markup:
    """A table of names and values, with parts and their tables inside."""
    return _html(_facts(rows, style))


def _facts(rows: Iterable[Row], style: str) -> str:
    made = "".join([_row(row) for row in rows])
    return f'<dl class="{_text(style)}">\n{made}</dl>\n'


def _row(row: Row) -> str:
    if row.several:
        shown = len(row.values) - row.folded
        items = [f"<li>{_say(words)}</li>" for words in row.values]
        said = f'<ul class="plain">{"".join(items[:shown])}</ul>'
        if row.folded:
            said += (
                f'<details class="more"><summary>{_text(row.fold)}</summary>'
                f'<ul class="plain">{"".join(items[shown:])}</ul></details>'
            )
    else:
        said = _say(row.values[0]) if row.values else ""
    parts = "".join([_part(part) for part in row.parts]) if row.parts else ""
    return f"<div><dt>{_text(row.name)}</dt><dd>{said}{parts}</dd></div>\n"


def _part(part: Part) -> str:
    return (
        f'<div class="part" id="{_text(part.anchor)}"><p class="part-name">{_text(part.name)}</p>'
        f"{_facts(part.rows, 'facts inner')}</div>"
    )


def entries(cards: Iterable[Card]) -> Markup:
    """Things in a list."""
    return _html("".join([f"{_entry(card)}\n" for card in cards]))


def entry(card: Card, level: str = "") -> Markup:
    """A thing in a list; its title is a heading of a level, when one is given: "h2"."""
    return _html(_entry(card, level=level))


def _entry(card: Card, more: str = "", level: str = "") -> str:
    """A thing in a list; `more` is HTML already."""
    title = card.title
    missing = " missing" if card.missing else ""
    dot = '<span class="dot"> · </span>'
    makers = "".join([f"{dot}<bdi{_attributes(one)}>{_text(one.text)}</bdi>" for one in card.makers])
    when = f"{dot}{_text(card.when)}" if card.when else ""
    thumb = f'<img class="thumb" src="{_text(card.image)}" alt="" loading="lazy">\n' if card.image else ""
    within = f"{dot}<bdi>{_text(card.within)}</bdi>" if card.within else ""
    begin, end = (f"<{level}>", f"</{level}>") if level else ("", "")
    return (
        f'<li class="entry">\n<span class="spine tint-{card.tint:d}" aria-hidden="true"></span>\n<div>\n'
        f'{begin}<a class="entry-title{missing}" href="{_text(title.href)}"><bdi{_attributes(title)}>'
        f'{_text(title.text)}</bdi></a>{end}\n<p class="entry-line">{_text(card.kind)}{makers}{within}{when}'
        f"</p>\n{more}</div>\n{thumb}</li>\n"
    )


def covers(cards: Iterable[Card], level: int = 0) -> Markup:
    """Things on a shelf, each as a book, a framed work, a box, or by its image with a label below.

    Their titles are headings of a level to those who listen, when one is given.
    """
    heading = f' role="heading" aria-level="{level:d}"' if level else ""
    return _html("".join([f"<li>{_cover(card, heading)}</li>\n" for card in cards]))


def _cover(card: Card, heading: str) -> str:
    title, look, image = card.title, f"{_text(card.look)} tint-{card.tint:d}", ""
    if card.image:
        look += " with-image"
        image = f'<img class="cover-image" src="{_text(card.image)}" alt="" loading="lazy">\n'
    missing = " missing" if card.missing else ""
    # a long word would be broken where no dictionary breaks it
    tight = " tight" if max(map(len, title.text.split()), default=0) > WIDEST else ""
    makers = [f"<span><bdi{_attributes(one)}>{_text(one.text)}</bdi></span>" for one in card.makers[:1]]
    when = f", {_text(card.when)}" if card.when else ""
    return (
        f'<a class="cover {look}" href="{_text(title.href)}">\n{image}'
        f'<span class="cover-title{missing}{tight}"{heading}{_attributes(title)}>{_text(title.text)}</span>\n'
        f'<span class="cover-foot">{"".join(makers)}<span>{_text(card.kind)}{when}</span></span>\n</a>'
    )


def results(found: Iterable[Result]) -> Markup:
    """Things that were found, each with the words that it was found by.

    Their titles are headings, below the one that tells how many there are: who listens walks by them.
    """
    return _html("".join([f"{_entry(result.card, _why(result), 'h3')}\n" for result in found]))


def _why(result: Result) -> str:
    if not result.why:
        return ""
    said = "".join([f"<mark>{_text(p.text)}</mark>" if p.marked else _text(p.text) for p in result.found])
    return f'<p class="entry-line found-in">{_text(result.why)}: {said}</p>'


@lru_cache(16)
def tips(some: tuple[Tip, ...]) -> Markup:
    """Ways to search, each with its example; they are the same on every page of results."""
    return _html(
        "".join(
            [
                f'<div><dt><a href="{_text(tip.href)}" rel="nofollow">{_text(tip.typed)}</a></dt>'
                f"<dd>{_text(tip.said)}</dd></div>\n"
                for tip in some
            ]
        )
    )


def choices(some: Iterable[Choice]) -> Markup:
    """Values of a facet, each with how many results have it."""
    return _html(
        "".join(
            [
                f'<li><a href="{_text(choice.href)}" rel="nofollow">{_text(choice.name.text)}</a>'
                f' <span class="count">{_text(choice.number)}</span></li>\n'
                for choice in some
            ]
        )
    )


def versions(frame: Frame) -> Markup:
    """A page in each of its languages, for search engines and for who shares it; for the head of it."""
    public = frame.urls.public
    told = [(choice.language, choice.href) for choice in frame.languages]
    links = [
        f'<link rel="alternate" hreflang="{language}" href="{_text(public(href))}">'
        for language, href in [*told, ("x-default", frame.path)]
    ]
    others = [language for language, _ in told if language != frame.language]
    own = f'<meta property="og:locale" content="{_LOCALES[frame.language]}">'
    rest = [f'<meta property="og:locale:alternate" content="{_LOCALES[other]}">' for other in others]
    return _html("\n".join([*links, own, *rest]))


def json(value: object) -> Markup:
    """Data for programs in a page, in which nothing ends the element around it.

    >>> print(json({"name": "</script> & zeeën"}))
    {"name":"\\u003c/script\\u003e \\u0026 zeeën"}
    """
    try:
        told = orjson.dumps(value).decode()
    except orjson.JSONEncodeError:  # half a character, which no store has
        told = dumps(value)
    for sign, spelled in _IN_SCRIPTS:
        told = told.replace(sign, spelled)
    return _html(told)


def metas(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Elements that tell programs something, for the head of a page."""
    return _html("\n".join([f'<meta name="{name}" content="{_text(said)}">' for name, said in pairs]))


def alternates(forms: Iterable[Alternate]) -> Markup:
    """Links to other forms of a page, for the head of it."""
    return _html(
        "".join(
            [
                f'<link rel="alternate" type="{_text(kind)}" href="{_text(href)}" title="{_text(name)}">\n'
                for href, kind, name in forms
            ]
        )
    )


def formats(forms: Iterable[Alternate]) -> Markup:
    """Other forms of a page as a list of links."""
    return _html(
        "".join(
            [
                f'<li><a href="{_text(href)}" type="{_text(kind)}">{_text(name)}</a></li>\n'
                for href, kind, name in forms
            ]
        )
    )
