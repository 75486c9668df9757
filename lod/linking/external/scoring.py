"""What speaks for a thing of ours being an entry of a target, in points and words; 100 points make it sure.

An identifier in common is enough. A name alone never is for a person: it takes years, or titles that both
know of. For a term a preferred label is enough, when the target has no other entry that is called so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lod.linking import agents
from lod.linking.agents import Agent
from lod.linking.evidence import Evidence
from lod.linking.external.entries import Entry
from lod.linking.external.profiles import Label, Profile, sorted_words, without_qualifier
from lod.linking.text_normalization import normalized

IDENTIFIED = 150
"""An identifier in common: it outweighs every likeness of names."""
NEAR = 25
"""An entry with so many points less than the best is as likely."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be what a thing of ours is."""

    entry: Entry
    evidence: tuple[Evidence, ...]
    against: tuple[str, ...] = ()
    """Why it is not sure, whatever the points."""
    is_called_so: bool = False
    """Whether a label of it is a label of ours."""
    decided: bool | None = None
    """What a person decided."""

    @property
    def points(self) -> int:
        """The sum of all weights."""
        return sum(weight for _, weight in self.evidence)

    @property
    def reason(self) -> str:
        """The evidence in one line."""
        told = [f"{what} ({weight:+d})" for what, weight in self.evidence]
        return "; ".join((*told, *self.against))


def candidates(one: Profile, entries: Iterable[Entry]) -> list[Candidate]:
    """The entries that may be it, the best first; each with what speaks for it."""
    entries = [*entries]
    if not entries:
        return []
    agent = Agent(one.makers, set(one.works)) if one.kind == "agent" else None
    mine = {normalized(label.text) for label in one.labels}
    found: list[Candidate] = []
    for entry in entries:
        if (entry.portrait.kind == "agent") != (one.kind == "agent"):
            continue
        told = [*_identified(one, entry), *(_agents(one, agent, entry) if agent else _terms(one, entry))]
        if told and sum(weight for _, weight in told) > 0:
            same = any(normalized(label.text) in mine for label in entry.portrait.labels)
            found.append(Candidate(entry, tuple(told), tuple(_excluded(one, entry.portrait)), same))
    found.sort(key=lambda each: (-each.points, each.entry.iri))
    return _doubts(found)


def _identified(one: Profile, entry: Entry) -> Iterator[Evidence]:
    if shared := sorted({*one.ids} & {*entry.portrait.ids}):
        yield f"both are {', '.join(shared[:3])}", IDENTIFIED


def _excluded(one: Profile, other: Profile) -> Iterator[str]:
    """What excludes that two are one, whatever the likeness."""
    if one.type and other.type and one.type != other.type:
        yield "one is a person, the other is not"
    for which, some, others in (("born", one.born, other.born), ("died", one.died, other.died)):
        if some and others and not {*some} & {*others}:
            yield f"{which} {some[0]} is not {which} {others[0]}"


def _doubts(found: Sequence[Candidate]) -> list[Candidate]:
    """The same, with what makes the best of them unsure: others that are as likely, or called the same."""
    possible = [one for one in found if not one.against]
    best = possible[0] if possible else None
    if best is None:
        return [*found]
    is_term = best.entry.portrait.kind != "agent" and best.points < IDENTIFIED
    rivals = [
        one for one in possible[1:] if one.points >= best.points - NEAR or (is_term and one.is_called_so)
    ]
    if not rivals:
        return [*found]
    told = f"{len(rivals) + 1} entries may be meant"
    return [replace(one, against=(told,)) if not one.against else one for one in found]


# ---------------------------------------------------------------- agents


def _agents(one: Profile, agent: Agent, entry: Entry) -> Iterator[Evidence]:
    """As the union compares them: names, years, titles."""
    theirs = entry.portrait
    other = Agent(theirs.makers, set(theirs.works))
    if agents.names(agent, other)[1] <= 0:
        return  # years alone say nothing
    yield from agents.evidence_for(agent, other)
    if one.type == "o" and theirs.type == "o" and _exact(one.labels, theirs.labels):
        yield "a name of an organisation is its own", 30


def _exact(some: Iterable[Label], others: Iterable[Label]) -> bool:
    """Whether a preferred name of both, of more than one word, is the same."""
    mine = {normalized(label.text) for label in some if label.preferred}
    theirs = {normalized(label.text) for label in others if label.preferred}
    return any(len(name.split()) > 1 for name in mine & theirs)


# ---------------------------------------------------------------- terms


def _terms(one: Profile, entry: Entry) -> Iterator[Evidence]:
    """The closest pair of labels; then what is broader, and what kind of term it is."""
    theirs = entry.portrait
    told = [found for a in one.labels for b in theirs.labels if (found := _labels(a, b))]
    if not told:
        return
    yield max(told, key=lambda found: (found[1], found[0]))
    if shared := {*one.context} & {*theirs.context}:
        yield f"both are below {min(shared)!r}", 15
    if one.context and theirs.context and not shared:
        yield "what is broader is called otherwise", -10
    if theirs.kind not in ("subject", one.kind):
        yield f"it is a {theirs.kind} there", -40


def _labels(a: Label, b: Label) -> Evidence | None:
    """How two labels go together; None when they do not."""
    if normalized(a.text) == normalized(b.text):
        weight, how = 100, "is the preferred label"
        if not (a.preferred and b.preferred):
            weight, how = (85, "is another label") if a.preferred else (70, "is another label of both")
    elif sorted_words(a.text) == sorted_words(b.text):
        weight, how = 80, "has the same words"
    elif without_qualifier(a.text) == without_qualifier(b.text):
        weight, how = 60, "is the same but for what stands in brackets"
    else:
        return None
    if a.language and b.language and a.language != b.language:
        weight, how = weight - 30, f"{how}, in another language"
    return f"“{b.text}” {how}", weight
