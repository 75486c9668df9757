"""The pieces of HTML that stand on a page by the hundred, set by plain Python: a call of a Jinja macro costs
five times as much. Templates have them as `say`, `attributes`, `facts` and `entry`.

Every text goes through `_text`, which escapes it; nothing else is put between the tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from webapp.pages.cards import Card
from webapp.pages.facts import Row
from webapp.pages.words import Words

_SPECIAL = re.compile("[&<>'\"]")


def _text(text: str) -> str:
    """A text as HTML has it, between tags and in attributes.

    >>> print(_text("<b> & 'c'"))
    &lt;b&gt; &amp; &#39;c&#39;
    """
    return str(escape(str(text))) if _SPECIAL.search(text) else text


def _html(pieces: Iterable[str]) -> Markup:
    return Markup("".join(pieces))  # noqa: S704 - made of what _text has escaped


def say(words: Words) -> Markup:
    """A stretch of text, with its language, its link and its note.

    >>> print(say(Words("Zee", href="/doc/work/zee")))
    <a href="/doc/work/zee"><bdi>Zee</bdi></a>
    """
    return _html(_say(words))


def _say(words: Words) -> list[str]:
    said = ["<bdi", *_attributes(words), ">", _text(words.text), "</bdi>"]
    if words.href:
        outside = ' rel="external noopener"' if words.outside else ""
        said = [f'<a href="{_text(words.href)}"{outside}>', *said, "</a>"]
    if words.note:
        said += [' <span class="note">', _text(words.note), "</span>"]
    return said


def attributes(words: Words) -> Markup:
    """The language and direction of a text, for the tag around it.

    >>> print(attributes(Words("بيت", "ar", "rtl")))
     lang="ar" dir="rtl"
    """
    return _html(_attributes(words))


def _attributes(words: Words) -> list[str]:
    if not words.lang and not words.dir:
        return []
    found = [f' lang="{_text(words.lang)}"'] if words.lang else []
    return [*found, f' dir="{_text(words.dir)}"'] if words.dir else found


def facts(rows: Iterable[Row], style: str = "facts") -> Markup:
    """A table of names and values, with parts and their tables inside."""
    return _html(_facts(rows, style))


def _facts(rows: Iterable[Row], style: str) -> list[str]:
    made = [f'<dl class="{_text(style)}">\n']
    for row in rows:
        made += ["<div><dt>", _text(row.name), "</dt><dd>"]
        if row.several:
            made.append('<ul class="plain">')
            for words in row.values:
                made += ["<li>", *_say(words), "</li>"]
            made.append("</ul>")
        elif row.values:
            made += _say(row.values[0])
        for part in row.parts:
            made += [
                f'<div class="part" id="{_text(part.anchor)}"><p class="part-name">',
                _text(part.name),
                "</p>",
                *_facts(part.rows, "facts inner"),
                "</div>",
            ]
        made.append("</dd></div>\n")
    made.append("</dl>\n")
    return made


def entry(card: Card, more: str = "") -> Markup:
    """A thing in a list; `more` is HTML that stands below it."""
    title = card.title
    missing = " missing" if card.missing else ""
    made = [
        f'<li class="entry">\n<span class="spine tint-{card.tint:d}" aria-hidden="true"></span>\n<div>\n',
        f'<a class="entry-title{missing}" href="{_text(title.href)}"><bdi',
        *_attributes(title),
        ">",
        _text(title.text),
        '</bdi></a>\n<p class="entry-line">',
        _text(card.kind),
    ]
    for maker in card.makers:
        made += ['<span class="dot"> · </span><bdi', *_attributes(maker), ">", _text(maker.text), "</bdi>"]
    if card.when:
        made += ['<span class="dot"> · </span>', _text(card.when)]
    made += ["</p>\n", escape(more) if more else "", "</div>\n</li>\n"]
    return _html(made)
