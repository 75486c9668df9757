"""Loops of the language as Python text: once for each value, each subfield, each element of a tree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lod.mapping.compiler.code_writer import Scope
from lod.mapping.compiler.expressions import ValueWriter
from lod.mapping.language import grammar
from lod.mapping.language.rules import Given, Node, Where


class LoopWriter(ValueWriter):
    """Writes the loops around what is said of each."""

    @contextmanager
    def each(
        self,
        value: grammar.Value | None,
        where: Where,
        scope: Scope,
        when: grammar.Condition | None = None,
        *,
        paired: bool = True,
    ) -> Iterator[Scope]:
        """A loop over values, or no loop when there is nothing to loop over; a condition on each."""
        if value is None:
            yield scope
            return
        with self.looped(value, where, scope, paired=paired) as inner:
            if when is None:
                yield inner
            else:
                with self.block(f"if {self.test(when, inner, where)}:"):
                    yield inner

    @contextmanager
    def looped(self, value: grammar.Value, where: Where, scope: Scope, *, paired: bool) -> Iterator[Scope]:
        """A loop over values, which have their subfield codes when they are read from several.

        Beside each value stands what it is in the field itself, for a part is named after that.
        """
        current, own, code, all_of = self.fresh("c"), self.fresh("c"), self.fresh("c"), self.fresh("c")
        if path := self.path_of(value):
            with self.each_element(path, current):
                yield scope._replace(current=current, own=current, code="", element=True)
            return
        scope = scope._replace(element=False)
        several = self.several(value)
        if several:
            self.reads(several)
            wanted = self.constant(frozenset(several))
            self.line(f"{all_of} = [p for p in V.subfields if p[0] in {wanted}]")
            other = f"[p for p in f.subfields if p[0] in {wanted}]"
            inner = scope._replace(current=current, own=own, code=code)
            names = f"({code}, {current}), (_, {own})"
        else:
            self.line(f"{all_of} = {self.all_of(value, where, scope)}")
            self.in_key = True
            other = self.all_of(value, where, scope)
            self.in_key = False
            # pieces of a value are of the subfield that it is of
            code = scope.code if value.alternatives[0].source.kind == "current" else ""
            inner = scope._replace(current=current, own=own, code=code)
            names = f"{current}, {own}"
        over = f"{all_of} if V is f else r.beside({all_of}, {other})" if paired else all_of
        with self.block(f"for {names} in zip({all_of}, {over}):"):
            yield inner

    def of_each(self, item: Node | Given) -> bool:
        """Whether the condition of a node or value is asked of each: of a value, of an element of a tree."""
        if item.each is None or item.when is None:
            return False
        return bool(self.path_of(item.each)) or item.when.about_each()

    def several(self, value: grammar.Value) -> tuple[str, ...]:
        """The subfield codes when a value is several subfields, to be taken one by one."""
        first = value.alternatives[0]
        plain = len(value.alternatives) == 1 and not first.calls
        if not plain or first.source.kind != "sub" or first.source.tag or len(self.codes(first.source)) < 2:
            return ()
        return self.codes(first.source)

    def path_of(self, value: grammar.Value) -> str:
        """The path of elements to be taken one by one, when that is what a value is."""
        first = value.alternatives[0]
        plain = len(value.alternatives) == 1 and not first.calls and first.source.kind == "sub"
        return first.source.text if plain and self.names.tree else ""

    @contextmanager
    def each_element(self, path: str, current: str) -> Iterator[None]:
        """A loop over the elements at a path, each of which is then the one that paths start from."""
        kept, above = self.fresh("s"), self.below
        with self.block(f"for {current} in r.below(V, {path!r}):"):
            self.line(
                f"{kept} = f, V, S, K; f = V = {current}; S = K = r.subfields(V); {current} = r.text(V)"
            )
            self.below = f"{above}{path}/"
            yield
            self.below = above
            self.line(f"f, V, S, K = {kept}")

    def all_of(self, value: grammar.Value, where: Where, scope: Scope) -> str:
        """Expression for the list of all that a value yields."""
        return " or ".join(self.stream(p, where, scope).listed() for p in value.alternatives)
