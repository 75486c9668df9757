"""Loading a release into a SPARQL server: in batches, into a graph of its own, going on where it ended.

What is in is noted in the server itself, in the graph `{base}releases`, after each batch; a batch that came
in twice makes no difference. When the graph has as many statements as the release, that is noted too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from lod.errors import ReleaseError
from lod.rdf.namespaces import expand
from lod.site import Site
from lod.store.manifest import COMPLETE
from lod.store.release import Release
from lod.store.remote_release import RemoteStore
from lod.store.sparql_server import SparqlServer, bound, of_site

NOTES = "releases"
"""The graph (below the base) with what is known of the releases."""
BATCH = 20_000
"""So many statements go by one request of the Graph Store Protocol."""
UPDATE_BATCH = 2_000
"""So many go by one update: Virtuoso compiles each, and takes 10,000 lines at most."""

_WHICH = NamedNode(expand("dcterms:identifier"))
_SO_MANY = NamedNode(expand("void:triples"))
_WHOLE = NamedNode(expand("dcterms:available"))


class Loader:
    """Brings releases to an engine, and takes them away."""

    def __init__(self, engine: SparqlServer) -> None:
        self._engine = engine
        self._notes = f"{engine.base}{NOTES}"
        self._size = BATCH if engine.graph_store else UPDATE_BATCH

    def bring(self, release: Release) -> None:
        """Have all statements of a release in the engine; nothing is sent that is there already."""
        graph = self._engine.graph(release.number)
        which = (release.path / COMPLETE).read_text("ascii").strip()
        known = self._noted().get(graph, {})
        # another release of the same number: of a site that was begun anew, or restored
        if known and known.get(_WHICH, [""])[0] != which:
            self._drop(graph)
            known = {}
        if _WHOLE in known:
            return
        if not known:
            self._note(graph, _WHICH, which)
        done = max((int(text) for text in known.get(_SO_MANY, [])), default=0)
        self._fill(graph, release, done)
        self._note(graph, _WHOLE, release.created)

    def keep(self, numbers: Collection[int]) -> None:
        """Remove all releases from the engine but these."""
        kept = {self._engine.graph(number) for number in numbers}
        for graph in self._noted():
            if graph not in kept:
                self._drop(graph)

    def _fill(self, graph: str, release: Release, done: int) -> None:
        store = release.open()
        quads = store.quads_for_pattern(None, None, None, DefaultGraph())
        rest = islice(quads, done, None)
        while batch := [*islice(rest, self._size)]:
            self._engine.fill(graph, b"".join(_lines(batch)))
            done += len(batch)
            self._note(graph, _SO_MANY, str(done))
        there = RemoteStore(self._engine, release.number).count()
        if there != done:
            self._drop(graph)
            raise ReleaseError(
                f"the store at {self._engine.query} has {there:,} statements of release {release.number}, "
                f"expected {done:,}; they were taken away again"
            )

    def _noted(self) -> dict[str, dict[NamedNode, list[str]]]:
        found: dict[str, dict[NamedNode, list[str]]] = {}
        for row in self._engine.rows(bound("noted"), self._notes):
            graph, what = cast(NamedNode, row["graph"]), cast(NamedNode, row["what"])
            found.setdefault(graph.value, {}).setdefault(what, []).append(cast(Literal, row["value"]).value)
        return found

    def _note(self, graph: str, what: NamedNode, value: str) -> None:
        notes, subject = NamedNode(self._notes), NamedNode(graph)
        self._engine.tell(bound("note", notes=notes, graph=subject, what=what, value=Literal(value)))

    def _drop(self, graph: str) -> None:
        self._engine.tell(bound("drop", notes=NamedNode(self._notes), graph=NamedNode(graph)))


def mirror(site: Site) -> Loader | None:
    """What brings releases to the SPARQL server of a site; None when the embedded store serves it."""
    engine = of_site(site)
    return Loader(engine) if engine else None


def _lines(quads: list[Quad]) -> Iterator[bytes]:
    return (f"{quad.triple} .\n".encode() for quad in quads)
