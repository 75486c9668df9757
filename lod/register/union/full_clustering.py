"""Grouping everything at once, after a full build: what is the same among all things of all collections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lod.register.database.connection import Database
from lod.register.statements import kind_of
from lod.register.union.clustering import DECIDED, grouped
from lod.register.union.clusters import OTHER, Clusters
from lod.register.union.linker_protocol import LARGEST_BLOCK, Decided, Linker, Pair, pair


class FullClustering:
    """The things of a full build, whose sketches and blocks were just written."""

    def __init__(self, db: Database, linker: Linker, publication: int, name: Callable[[int], str]):
        self._db = db
        self._linker = linker
        self._clusters = Clusters(db, linker, publication, name)

    def group(self, decided: Decided) -> dict[int, int]:
        """Write all groups anew; the leader of each thing that is not its own."""
        self._db.execute("DELETE FROM fellow")
        self._load()
        scores = self._scores()
        for one in decided.same:
            if all(self._clusters.pool.exists(thing) for thing in one):
                scores.setdefault(self._clusters.stage(one[0]), {})[one] = DECIDED + 1
        leaders: dict[int, int] = {}
        for stage in (*self._linker.kinds, OTHER):
            of_stage = scores.pop(stage, {})
            for one in self._along(leaders, stage):
                of_stage[one] = max(DECIDED, of_stage.get(one, 0))
            doubting = stage in self._linker.doubted
            for group in grouped(of_stage, self._clusters.pool.excluded, decided, doubting=doubting):
                leaders |= dict.fromkeys(group, self._clusters.first(group))
        rows = sorted((leader, thing) for thing, leader in leaders.items())
        self._db.executemany("INSERT INTO fellow (leader, thing) VALUES (?, ?)", rows)
        return {thing: leader for thing, leader in leaders.items() if thing != leader}

    def _load(self) -> None:
        """Have at hand the sketches of all that shares a key with something."""
        self._db.execute(
            "CREATE TABLE staging.small AS SELECT key FROM block GROUP BY key"
            " HAVING count(*) BETWEEN 2 AND ?",
            (LARGEST_BLOCK,),
        )
        rows = self._db.execute(
            "SELECT thing, data FROM sketch WHERE thing IN"
            " (SELECT thing FROM block WHERE key IN (SELECT key FROM staging.small)) ORDER BY thing, data"
        )
        self._clusters.pool.know(rows)

    def _scores(self) -> dict[str, dict[Pair, int]]:
        """Pairs that are likely to be the same, by the stage in which they are grouped."""
        found: dict[str, dict[Pair, int]] = {}
        pool, linker = self._clusters.pool, self._linker
        seen: set[Pair] = set()
        for block in self._blocks():
            stage = kind_of(self._clusters.name(block[0]))
            scores = found.setdefault(stage, {})
            for at, a in enumerate(block):
                for b in block[:at]:
                    two = pair(a, b)
                    if two in seen:
                        continue
                    seen.add(two)
                    score = linker.score(pool.sketches(two[0]), pool.sketches(two[1]))
                    if score is not None:
                        scores[two] = score
        return found

    def _blocks(self) -> Iterator[list[int]]:
        """Things that share a key, for each key that is not too common."""
        rows = self._db.execute(
            "SELECT key, thing FROM staging.small JOIN block USING (key) ORDER BY key, thing"
        )
        last: int | None = None
        block: list[int] = []
        for key, thing in rows:
            if key != last and block:
                yield block
                block = []
            last = key
            block.append(thing)
        if block:
            yield block

    def _along(self, leaders: Mapping[int, int], stage: str) -> Iterator[Pair]:
        """What goes along with the members of one group: works of one edition."""
        groups: dict[int, list[int]] = {}
        for thing, leader in leaders.items():
            other = self._linker.counterpart(self._clusters.pool.sketches(thing))
            if other is not None and self._clusters.stage(other) == stage:
                groups.setdefault(leader, []).append(other)
        for group in groups.values():
            first, *others = sorted(group)
            yield from (pair(first, other) for other in others if other != first)
