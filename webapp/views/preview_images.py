"""A picture for who shares a link to a thing: its title, maker and kind on a cover.

The letters that come with the site have Latin script. For others (Arabic, Hebrew, Chinese) its own
`static/fonts` is looked in, and then the machine.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from io import BytesIO
from itertools import groupby, islice
from pathlib import Path
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
"""What services that show links ask for (Open Graph: 1.91 to 1)."""
_EDGE = 80
_SHIPPED = Path(__file__).parents[1] / "static" / "vendor" / "fonts"
_SERIF = ("newsreader-latin.woff2", "newsreader-latin-ext.woff2")
_SANS = ("source-sans-3-latin.woff2", "source-sans-3-latin-ext.woff2")
_MACHINE = tuple(
    map(Path, ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"))
)
_OTHERS = (
    "NotoNaskhArabic-Regular.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSerifCJK-Regular.ttc",
    "NotoSansCJK-Regular.ttc",
    "DejaVuSans.ttf",
    "DroidSansFallbackFull.ttf",
    "Arial Unicode.ttf",
)
"""Fonts of other scripts, by how well they are read; the first that is there and has the letters is taken."""
_CLOTHS = ("#6b2b2b", "#24425c", "#3d563a", "#6f4a14", "#1e5757", "#54335c", "#3f4752", "#843c20")
"""The colours of covers, as in the style sheet."""
_WEIGHT = 480
_GILT, _DIM = "#fdf6e6", "#e4d9c4"
_SIZES = ((72, 4), (56, 5), (44, 6))
"""Sizes of a title, with how many lines of each there is room for."""
_MOST = 1_000
"""Letters of a text that are looked at: more have no room, however narrow they are."""


@dataclass(frozen=True, slots=True)
class PreviewImage:
    """What stands on a picture."""

    title: str
    kicker: str
    line: str
    """Who made it and when."""
    site: str
    tint: int
    rtl: bool = False
    others: tuple[str, ...] = ()
    """Other names, for when no font has the letters of the title: romanised, or in another language."""


Font = ImageFont.FreeTypeFont


def draw(given: PreviewImage, own: Path | None = None) -> bytes:
    """The picture as PNG; `own` is a folder with fonts of the site."""
    # fonts have letters with their marks, and may not have the marks alone
    title, kicker, line, site = (
        " ".join(normalize("NFC", text[:_MOST]).split())
        for text in (given.title, given.kicker, given.line, given.site)
    )
    shown = PreviewImage(title, kicker, line, site, given.tint, given.rtl)
    if not _can_write(title, _family(_SERIF, _SIZES[0][0], own), whole=given.rtl):
        shown = replace(shown, title=_other(given, own) or title, rtl=False)
    image = Image.new("RGB", (WIDTH, HEIGHT), _CLOTHS[(shown.tint - 1) % len(_CLOTHS)])
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 26, HEIGHT), fill=_shade(image.getpixel((0, 0))))
    sans = _family(_SANS, 30, own)
    _line(pen, (_EDGE, 64), shown.kicker, sans, _DIM, WIDTH - 2 * _EDGE)
    top = 130.0
    size, lines, fonts = _title(shown, own)
    for text in lines:
        _line(pen, (_EDGE, top), text, fonts, _GILT, WIDTH - 2 * _EDGE, rtl=shown.rtl)
        top += size * 1.18
    _line(pen, (_EDGE, HEIGHT - 150), shown.line, _family(_SANS, 36, own), _GILT, WIDTH - 2 * _EDGE)
    _line(pen, (_EDGE, HEIGHT - 90), shown.site, sans, _DIM, WIDTH - 2 * _EDGE)
    made = BytesIO()
    image.quantize(48).save(made, "PNG", optimize=False)
    return made.getvalue()


def _other(given: PreviewImage, own: Path | None) -> str:
    """The first of the other names that can be written; empty when none can."""
    fonts = _family(_SERIF, _SIZES[0][0], own)
    names = (" ".join(normalize("NFC", name[:_MOST]).split()) for name in given.others)
    return next((name for name in names if name and _can_write(name, fonts, whole=False)), "")


def _shade(colour: object) -> tuple[int, ...]:
    return tuple(int(part * 0.72) for part in colour) if isinstance(colour, tuple) else (0, 0, 0)


def _title(shown: PreviewImage, own: Path | None) -> tuple[int, list[str], tuple[Font, ...]]:
    """The largest size in which a title has room, its lines and its fonts; no lines when no font has it."""
    for size, most in _SIZES:
        fonts = _family(_SERIF, size, own)
        if not _can_write(shown.title, fonts, whole=shown.rtl):
            return size, [], fonts
        lines = [*islice(_wrapped(shown.title, fonts, WIDTH - 2 * _EDGE), most + 1)]
        if len(lines) <= most:
            return size, lines, fonts
    return size, [*lines[: most - 1], lines[most - 1].rstrip(" ,;:") + "…"], fonts


def _wrapped(text: str, fonts: Sequence[Font], width: float) -> Iterator[str]:
    """A text in lines; a word that is wider than a line, and one of a script without spaces, is broken."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if _length(longer, fonts) <= width:
            line = longer
            continue
        if line:
            yield line
        while _length(word, fonts) > width:
            at = max(1, bisect_right(range(1, len(word)), width, key=partial(_length_of_first, word, fonts)))
            yield word[:at]
            word = word[at:]
        line = word
    if line:
        yield line


def _line(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    fonts: Sequence[Font],
    colour: str,
    width: float,
    *,
    rtl: bool = False,
) -> None:
    """A line of text, cut where it would leave the picture; from the right edge when it runs that way."""
    if not _can_write(text, fonts, whole=rtl):
        return
    while text and _length(text, fonts) > width:
        text = text[:-2].rstrip() + "…"
    x, y = at
    ascent = max(font.getmetrics()[0] for font in fonts[:1])
    if rtl:
        font = next(one for one in fonts if _has(one, text))
        pen.text((x + width, y + ascent), text, colour, font, "rs", direction="rtl")
        return
    for font, run in _runs(text, fonts):
        pen.text((x, y + ascent), run, colour, font, "ls")
        x += font.getlength(run)


def _length_of_first(text: str, fonts: Sequence[Font], letters: int) -> float:
    return _length(text[:letters], fonts)


def _length(text: str, fonts: Sequence[Font]) -> float:
    return sum(font.getlength(run) for font, run in _runs(text, fonts))


def _runs(text: str, fonts: Sequence[Font]) -> Iterator[tuple[Font, str]]:
    """A text in stretches that one font has the letters of."""
    for number, letters in groupby(text, lambda letter: _number(letter, fonts)):
        yield fonts[number], "".join(letters)


def _number(letter: str, fonts: Sequence[Font]) -> int:
    return next((n for n, font in enumerate(fonts) if letter.isspace() or _has(font, letter)), 0)


def _can_write(text: str, fonts: Iterable[Font], *, whole: bool) -> bool:
    """Whether the fonts have all letters of a text; `whole`: one font all of them."""
    if whole:
        return any(_has(font, text) for font in fonts)
    return all(letter.isspace() or any(_has(font, letter) for font in fonts) for letter in set(text))


def _has(font: Font, text: str) -> bool:
    return all(letter.isspace() or _has_letter(font, letter) for letter in text)


@lru_cache(20_000)
def _has_letter(font: Font, letter: str) -> bool:
    """Whether a font has a letter: it does not draw it as what it lacks."""
    return bytes(font.getmask(letter)) != _missing(font)


@cache
def _missing(font: Font) -> bytes:
    return bytes(font.getmask("\U0010fffd"))


@cache
def _family(names: tuple[str, ...], size: int, own: Path | None) -> tuple[Font, ...]:
    """The fonts that a text is written with, the first one that has a letter."""
    files = [file for name in names if (file := _SHIPPED / name).is_file()]  # they may not have been fetched
    if own and own.is_dir():
        files += sorted(f for f in own.rglob("*") if f.suffix in (".ttf", ".otf", ".ttc", ".woff2"))
    found = tuple(_font(file, size) for file in (*files, *_of_machine()))
    if found:
        return found
    plain = ImageFont.load_default(size)  # the library has one of its own, for Latin script
    return (plain,) if isinstance(plain, ImageFont.FreeTypeFont) else ()


def _font(file: Path, size: int) -> Font:
    """A font; one whose weight can be chosen as text is set on a dark ground."""
    font = ImageFont.truetype(str(file), size)
    if file.parent == _SHIPPED:
        font.set_variation_by_axes([_WEIGHT])
    return font


@cache
def _of_machine() -> tuple[Path, ...]:
    there = {
        f.name: f for folder in _MACHINE if folder.is_dir() for f in folder.rglob("*") if f.name in _OTHERS
    }
    return tuple(there[name] for name in _OTHERS if name in there)
