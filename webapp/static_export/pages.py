"""Which files a thing and the site itself become; asked of the application, written where they belong."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from lod.dataset import change_pages, identity_links, sitemaps
from lod.rdf import code_lists
from lod.rdf.formats import DOCUMENTS, GRAPHS, HTML, RDF
from lod.rdf.iris import Thing
from webapp.context import KEY, Context
from webapp.static_export.app_client import Answer, AppClient
from webapp.static_export.file_paths import FilePaths, Link, asked_for, can_be_a_file
from webapp.static_export.file_writer import Files
from webapp.views import site_sitemap
from webapp.views.catalogue import DOCUMENTS as WELL_KNOWN

MACHINES = ("api/openapi.json", "llms.txt", "robots.txt", "status", "stories.atom", "changes", "changes.atom")
PAGES = ("", "about", "api", "search", "stories", "vocab/", "vocab/model", "dumps/")

_FOLLOWED = ("list/", "source/", "vocab/mapping")
"""What is exported because a page links to it."""


@dataclass(slots=True)
class Fate:
    """What became of things: for the rules of hosts."""

    moved: list[tuple[Thing, str]] = field(default_factory=list)
    """A thing and the address below the root that its description moved to."""
    gone: list[Thing] = field(default_factory=list)


class Pages:
    """Asks the application for each page, and writes it to its file."""

    def __init__(self, asking: AppClient, files: Files) -> None:
        self.asking = asking
        self.files = files
        self.places = FilePaths(
            asking.site.base, tuple(asking.site.languages), code_lists.names(), asking.leads_to
        )
        self.fate = Fate()

    @property
    def room(self) -> Context:
        """The room of the application."""
        found: Context = self.asking.app.extensions[KEY]
        return found

    def thing(self, thing: Thing) -> None:
        """All files of a thing: its pages and lists, its description in every form, its source records."""
        path = f"doc/{thing.kind}/{thing.key}"
        answer = self.asking(f"id/{thing.kind}/{thing.key}", HTML.media_type)
        if answer.status == 301:
            self._moved(thing, path, answer)
            return
        if answer.status not in (303, 410):
            self._leave_out(path, f"{answer.status}")
            return
        if answer.status == 410:
            self.fate.gone.append(thing)
        for form in RDF:
            self.data(f"{path}.{form.suffix}")
        self.pages([path])
        self._stub(f"id/{thing.kind}/{thing.key}.html", path)

    def _moved(self, thing: Thing, path: str, answer: Answer) -> None:
        to = "doc/" + answer.headers["location"].removeprefix(f"{self.places.root}id/")
        self.fate.moved.append((thing, to))
        for language in self.places.languages:
            self._stub(self.places.file(path, language), to)
        self._stub(f"id/{thing.kind}/{thing.key}.html", to)

    def pages(self, paths: Iterable[str]) -> None:
        """Pages in every language, with the pages of lists and the source records that they lead to."""
        wanted = [Link(path, language) for path in paths for language in self.places.languages]
        seen = set(wanted)

        def found(link: Link) -> None:
            link = Link(link.path, link.language)
            if link.path.startswith(_FOLLOWED) and link not in seen:
                seen.add(link)
                wanted.append(link)

        for link in wanted:  # it grows meanwhile
            if link.path.startswith("source/"):
                self.data(link.path)
            else:
                self._page(link, found)

    def _page(self, link: Link, found: Callable[[Link], None]) -> None:
        address = asked_for(link.path)
        answer = self.asking(address, HTML.media_type, link.language)
        if not answer.is_page or answer.status not in (200, 410):
            self._leave_out(address, f"{answer.status} {answer.headers.get('content-type', '')}")
            return
        here = address.partition("?")[0]
        page = self.places.rewrite(answer.content.decode(), here, link.language, found)
        self._put(self.places.file(link.path, link.language), page.encode(), link.path)

    def data(self, path: str, accept: str = "*/*") -> None:
        """What a machine is answered at an address; nothing where the application has nothing."""
        answer = self.asking(path, accept)
        if answer.status in (200, 410):
            self._put(self.places.file(path, ""), answer.content, path)
        elif answer.status != 406:  # a form that cannot say it: nobody has it
            self._leave_out(path, f"{answer.status}")

    def _put(self, name: str, content: bytes, path: str) -> None:
        if can_be_a_file(name.removeprefix(".well-known/")):
            self.files.put(name, content)
        else:
            self._leave_out(path, "no name for a file")

    def _leave_out(self, path: str, reason: str) -> None:
        self.files.tally.left_out.append(f"{path}: {reason}")

    def _stub(self, name: str, to: str) -> None:
        """A file that leads on, where a host has no redirects."""
        if can_be_a_file(name):
            self.files.put(name, stub(self.places.root + to, self.places.base + to))

    def site(self) -> None:
        """All that is not of one thing."""
        stories = [f"stories/{one.name}" for one in self.room.stories()]
        lists = [f"vocab/{name}.html" for name in self.places.lists]
        self.pages([*PAGES, *stories, *lists])
        for path in self._machines():
            self.data(path)
        self.data("ldes", RDF[0].media_type)
        missing = self.asking("404", HTML.media_type, self.places.languages[0])
        page = self.places.rewrite(missing.content.decode(), "", self.places.languages[0], lambda link: None)
        self.files.put("404.html", page.encode())
        for name, asset in self.room.assets.items():
            self.files.put(f"static/{asset.hash}/{name}", asset.content)
        for one in self.room.current().downloads.values():
            self.files.pour(f"dumps/{one.name}", one.size, one.read(0, one.size))
        for listed in self.places.lists:
            for code in code_lists.load(listed).codes:
                self._stub(f"vocab/{listed}/{code}.html", f"vocab/{listed}.html#code-{code}")

    def _machines(self) -> Iterator[str]:
        """Addresses for machines."""
        yield from MACHINES
        yield from ("vocab/context.jsonld", "vocab/model.json")
        context = self.asking("vocab/context.jsonld").headers["content-location"]
        yield context.removeprefix(self.places.root)
        for name in WELL_KNOWN:
            yield from (f".well-known/{name}", *(f".well-known/{name}.{form.suffix}" for form in RDF[:-1]))
        folder = self.room.current().folder(sitemaps.FOLDER)
        yield from ("sitemap.xml", site_sitemap.PATH)
        yield from (f"sitemaps/{file.name}" for file in sorted(folder.iterdir()) if file.name != "index.xml")
        for listed in ("index", *self.places.lists):
            yield from (f"vocab/{listed}.{form.suffix}" for form in GRAPHS)
        yield from (f"links/{name}.{suffix}" for name in self._links() for suffix in ("txt", "csv", "nt"))
        yield from ("links/all.csv", "links/all.nt")
        register = self.room.memory.register()
        last = change_pages.pages(change_pages.total(register)) if register else 0
        for number in range(1, last + 1):
            yield f"changes/{number}"
            yield from (f"ldes/{number}", *(f"ldes/{number}.{form.suffix}" for form in RDF[:-1]))

    def _links(self) -> Iterable[str]:
        """Names of the authority files that there are links to."""
        return identity_links.files(self.asking.site.targets)


def stub(to: str, public: str) -> bytes:
    """A page that does nothing but lead to an address."""
    there, canonical = html.escape(to), html.escape(public)
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{there}</title>'
        f'<meta name="robots" content="noindex"><link rel="canonical" href="{canonical}">'
        f'<meta http-equiv="refresh" content="0; url={there}"><p><a href="{there}">{there}</a></p></html>\n'
    ).encode()


SUFFIXES = ("", *(f".{form.suffix}" for form in DOCUMENTS))
"""How the addresses of a description end."""
