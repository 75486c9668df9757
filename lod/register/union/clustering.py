"""From pairs to groups: who belongs together, when no chain of likenesses may join what is not the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lod.register.union.linker_protocol import Decided, Pair, pair

Excluded = Callable[[int, int], bool]
"""Whether two things cannot be the same."""

LARGEST = 400
"""A group does not grow beyond this by likeness: so many records of one edition would be a fault of a key."""

FEW = 20
"""Among so many that a thing goes equally well with, two that are apart are looked for."""

DECIDED = 1_000_000
"""What a decision, or belonging to the same edition, weighs: more than any evidence."""


class Groups:
    """Things that are joined pair by pair, the surest first."""

    def __init__(self, excluded: Excluded, decided: Decided) -> None:
        self._excluded = excluded
        self._apart = decided.different
        self._group: dict[int, list[int]] = {}
        self._known: dict[Pair, bool] = {}

    def join(self, scores: Mapping[Pair, int]) -> None:
        """Join pairs in the order of their scores; a pair is passed over when it would join what is apart."""
        for a, b in sorted(scores, key=lambda two: (-scores[two], two)):
            one, other = self._of(a), self._of(b)
            if one is not other and self._may(one, other, scores[a, b] >= DECIDED):
                if len(one) < len(other):
                    one, other = other, one
                one += other
                for thing in other:
                    self._group[thing] = one

    def found(self) -> list[list[int]]:
        """Groups of two or more, each in order."""
        different = {id(group): sorted(group) for group in self._group.values() if len(group) > 1}
        return sorted(different.values())

    def _of(self, thing: int) -> list[int]:
        return self._group.setdefault(thing, [thing])

    def _may(self, one: Sequence[int], other: Sequence[int], sure: bool) -> bool:
        """Whether nobody in one group is kept apart from anybody in the other."""
        pairs = ((a, b) for a in one for b in other)
        if sure:
            return not self._apart or not any(pair(a, b) in self._apart for a, b in pairs)
        if len(one) + len(other) > LARGEST:
            return False
        return not any(self._are_apart(a, b) for a, b in pairs)

    def _are_apart(self, a: int, b: int) -> bool:
        key = pair(a, b)
        if key in self._apart:
            return True
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._excluded(a, b)
        return found


def grouped(
    scores: Mapping[Pair, int], excluded: Excluded, decided: Decided, *, doubting: bool = False
) -> list[list[int]]:
    """Groups of things that belong together.

    When doubting, what goes equally well with two that are apart goes with neither.

    >>> grouped({(1, 2): 9, (2, 3): 8, (4, 5): 7}, lambda a, b: (a, b) == (1, 3), Decided())
    [[1, 2], [4, 5]]
    >>> grouped({(1, 2): 9, (2, 3): 9, (4, 5): 7}, lambda a, b: (a, b) == (1, 3), Decided(), doubting=True)
    [[4, 5]]
    """
    doubtful = _doubtful(scores, excluded) if doubting else set()
    groups = Groups(excluded, decided)
    groups.join({two: score for two, score in scores.items() if two not in doubtful})
    return groups.found()


def _doubtful(scores: Mapping[Pair, int], excluded: Excluded) -> set[Pair]:
    """Pairs of which one goes as well with another, when that one and the other cannot be the same."""
    alike: dict[tuple[int, int], list[int]] = {}
    for (a, b), score in scores.items():
        if score < DECIDED:
            alike.setdefault((a, score), []).append(b)
            alike.setdefault((b, score), []).append(a)
    found: set[Pair] = set()
    for (thing, _), others in alike.items():
        for at, one in enumerate(others if len(others) <= FEW else ()):
            for other in others[:at]:
                if excluded(*pair(one, other)):
                    found |= {pair(thing, one), pair(thing, other)}
    return found
