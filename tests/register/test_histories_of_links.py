"""Whatever the history, accepted links are said of the things that are there, and keep none alive.

When the record of a thing goes in the very publish that parts it from its fellows, a link to it is still
said of the fellow whose name it had, and no more from the next publish on.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from lod.inbox.box import Box, LinkClaim
from lod.rdf.iris import Thing
from lod.register.register import Register
from lod.site import Site
from tests.register.small_site import BASE, fill
from tests.register.test_histories import (
    DECISIONS,
    SETTINGS,
    STATES,
    THINGS,
    Decisions,
    State,
    comparable,
    empty_site,
    expected,
    put,
    served,
)

PAGE = "https://museum.example/"
SUBJECT_OF = "<https://schema.org/subjectOf>"
LINKED = st.lists(st.sampled_from(THINGS), unique=True, max_size=4)


def accept(site: Site, names: Sequence[str]) -> None:
    """Make these the things that links are accepted to: one page about each, and one about all."""
    with Box(site.var) as box:
        for one in box.in_state("accepted"):
            box.say(one.number, "withdrawn", "test")
        for name in names:
            for source in (PAGE + name, PAGE):
                kept = box.add(LinkClaim(Thing(*name.split("/")), source, "about", "Page"), 1000)
                assert kept
                box.say(kept.number, "accepted", "test")


def current(register: Register, name: str) -> str:
    """The name that a thing has now."""
    known = register.thing(*name.split("/"))
    return (
        current(register, f"{known.moved_to.kind}/{known.moved_to.key}") if known and known.moved_to else name
    )


def check_alive(site: Site, state: State) -> set[str]:
    """Without what links say, all is as if there were none; what is said without them."""
    said = expected(site, state)
    lines, _ = served(site)
    told = {line for line in lines if f" {SUBJECT_OF} " in line or line.startswith(f"<{PAGE}")}
    assert lines - told == said, "links keep nothing alive"
    return said


def check(site: Site, state: State, links: Sequence[str]) -> None:
    said = check_alive(site, state)
    lines, _ = served(site)
    told = {line for line in lines if f" {SUBJECT_OF} " in line}
    about_pages = {line for line in lines if line.startswith(f"<{PAGE}")}
    there = {line[1:].partition(">")[0].partition("#")[0].removeprefix(f"{BASE}id/") for line in said}
    with Register.read_only(site.var / "register.sqlite") as register:
        found = {current(register, name): name for name in links}
        pairs = [(current(register, name), source) for name in links for source in (PAGE + name, PAGE)]
    assert told == {f"<{BASE}id/{name}> {SUBJECT_OF} <{source}> ." for name, source in pairs if name in there}
    assert bool(about_pages) == bool(there & {*found})


@settings(parent=SETTINGS, max_examples=4)
@given(
    st.lists(
        st.tuples(STATES, DECISIONS, LINKED, st.sampled_from(["small", "small", "full"])),
        min_size=2,
        max_size=5,
    )
)
def test_links_are_said_of_what_is_there_whatever_happens(
    steps: list[tuple[State, Decisions, Sequence[str], str]],
) -> None:
    with empty_site() as folder:
        for state, decisions, links, how in steps:
            site = fill(folder, state)
            site.var.mkdir(exist_ok=True)
            accept(site, links)
            put(site, decisions, how == "full")
            check_alive(site, state)
            put(site, decisions)  # a record that went while its group was parted is known to be gone by now
            check(site, state, links)
        before = comparable(site)
        put(site, decisions, full=True)
        check(site, state, links)
        assert comparable(site) == before
