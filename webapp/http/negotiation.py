"""Which representation a client gets: the only place that decides it.

Werkzeug reads the Accept header. Parameters do not choose between our representations, but for one: JSON-LD
with the profile "framed" is our tree of JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import dump_options_header, parse_accept_header, parse_options_header

from lod.rdf.formats import DOCUMENTS, HTML, Format, by_suffix
from lod.rdf.iris import Thing, parse

PROBLEM = "application/problem+json"
_N_TRIPLES, _JSON_LD = "application/n-triples", "application/ld+json"
LONGEST = 2_000
"""Accept headers are read up to so many characters."""
ALTERNATE = "rel=alternate"
"""How `Link` names another form to programs: a token, as good as one in quotes (RFC 8288 § 3).

PyLD, by which Python reads JSON-LD, ends at a second link that has the quotes.
"""


class NothingFits(NotAcceptable):
    """No representation of ours is what the client asked for; it is told what there is."""

    def __init__(self, offered: Sequence[Format]) -> None:
        super().__init__()
        self.offered = tuple(offered)


def choose(accept: str, offered: tuple[Format, ...] = DOCUMENTS) -> Format:
    """The representation that an Accept header asks for; the first one when it asks for nothing.

    >>> choose("text/turtle;q=0.5, application/ld+json").suffix, choose("").suffix, choose("*/*").suffix
    ('jsonld', 'html', 'html')
    >>> choose('application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"').suffix
    'json'
    >>> choose("application/json", tuple(form for form in DOCUMENTS if form.suffix != "json")).suffix
    'jsonld'
    >>> choose("image/png")
    Traceback (most recent call last):
    webapp.http.negotiation.NothingFits: 406 Not Acceptable: ...
    """
    if len(accept) > LONGEST:
        accept = accept[:LONGEST].rpartition(",")[0]  # half a type is another one, or has no q=0 any more
    found = _choose(accept, offered)
    if found is None:
        raise NothingFits(offered)
    return found


@lru_cache(2_048)
def _choose(accept: str, offered: tuple[Format, ...]) -> Format | None:
    parsed = [(t, q) for t, q in parse_accept_header(accept, MIMEAccept) if "/" in t]
    if not parsed:
        return offered[0]
    by_type = {t: f for f in reversed(offered) for t in f.media_types}
    if _JSON_LD in by_type:  # it is JSON, for whoever asks for that where there is no tree of it
        by_type.setdefault("application/json", by_type[_JSON_LD])
    known = {_bare(t) for t in by_type if ";" in t}
    wanted = MIMEAccept([(_without_parameters(t, known), quality) for t, quality in parsed])
    named = {_bare(media_type).lower() for media_type, _ in wanted}
    # a format's other names count only when it is asked for by them: "text/html;q=0, */*" wants no XHTML
    names = [t for f in offered for t in f.media_types if t == f.media_type or _bare(t).lower() in named]
    names += by_type.keys() & named - {*names}
    best = wanted.best_match(sorted(names, key=partial(_comes_last, among=named)))
    return by_type[best] if best else None


def _comes_last(media_type: str, among: set[str]) -> bool:
    """Whether a form is left to others that a client names, and likes as much.

    Text browsers name text/plain beside text/html (Lynx) and mean text. EasyRdf, of PHP, names JSON-LD beside
    N-Triples also where the library is missing by which it would read it.
    """
    return media_type == "text/plain" or (_N_TRIPLES in among and "json" in media_type)


def _without_parameters(media_type: str, known: set[str]) -> str:
    """A media type without its parameters, unless with them it is a type of its own."""
    bare = _bare(media_type)
    return bare if bare in known else media_type.partition(";")[0].strip()


def _bare(media_type: str) -> str:
    """A media type with its parameters in one spelling; the profile is a list, "framed" in it decides."""
    name, parameters = parse_options_header(media_type)
    profiles = parameters.get("profile", "").split()
    framed = [p for p in profiles if p.endswith("#framed")]
    return dump_options_header(name, {"profile": framed[0]} if framed else {})


def split(name: str) -> tuple[str, Format | None]:
    """The key and the representation that the last part of an address names.

    >>> key, form = split("boeken-1.ttl")
    >>> key, form.suffix, split("boeken-1.exe")
    ('boeken-1', 'ttl', ('boeken-1.exe', None))
    """
    key, _, suffix = name.rpartition(".")
    form = by_suffix(suffix) if key else None
    return (key, form) if form else (name, None)


def thing_at(base: str, url: str) -> Thing | None:
    """The thing that an address names: its own, or that of its page in any form.

    >>> thing_at("https://a.example/", "https://a.example/doc/work/x.ttl?lang=nl")
    Thing(kind='work', key='x')
    """
    plain = url.partition("?")[0].partition("#")[0]
    if plain.startswith(f"{base}doc/"):
        plain = f"{base}id/{split(plain.removeprefix(f'{base}doc/'))[0]}"
    return parse(base, plain)


@lru_cache(2_048)
def for_people(accept: str) -> bool:
    """Whether a client names HTML itself, and likes it no less than JSON: people's errors are pages.

    >>> for_people("text/html,*/*;q=0.8"), for_people("*/*"), for_people("application/json, text/html;q=0.1")
    (True, False, False)
    """
    parsed = parse_accept_header(accept, MIMEAccept)
    named = any(media_type.lower() in HTML.media_types for media_type, _ in parsed)
    return named and parsed.best_match(["text/html", PROBLEM, "application/json"]) == "text/html"


@lru_cache(2_048)
def wants_json(accept: str) -> bool:
    """Whether a client names JSON itself, and likes it better than HTML, or as much without naming that.

    >>> wants_json("application/json, text/plain, */*"), wants_json("*/*"), wants_json("text/html,*/*;q=0.8")
    (True, False, False)
    """
    parsed = parse_accept_header(accept, MIMEAccept)
    named = {media_type.lower(): quality for media_type, quality in parsed}
    return named.get("application/json", 0) > named.get("text/html", 0)
