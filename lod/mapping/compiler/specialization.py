"""Rules fitted to a form of field: all rules that read it as one Python function, without what they never do.

Most of what a compiled rule asks of its field is decided by the form: which subfields there are, what the
indicators say. A form that has come along a few times gets a function of its own, in which those questions
are answered, loops over subfields are laid out, what several rules work out is worked out once, and
statements that stand together are one text. It writes what the rules write, apart from statements that it
has written already.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lod.mapping.compiler.call_folding import CallFolder
from lod.mapping.compiler.code_blocks import Block, Do, Loop, Mark, Set, Undo, When, Write, without_unused
from lod.mapping.compiler.preconditions import steps_in
from lod.mapping.compiler.static_values import Form, NotStatic, Part, Static, StaticList, Twice, Value, number

if TYPE_CHECKING:
    from lod.mapping.compiler.compiled_rule import Compiled

Function = Callable[[Any, Any], int | None]


def fit(rules: Sequence[Compiled], form: Form) -> tuple[str, dict[str, Any]]:
    """Python text of the function of some rules for fields of one form, and the names that it uses."""
    fitter = Fitter(form)
    for rule in rules:
        fitter.rule(rule)
    return fitter.source(), fitter.namespace


def specialize(rules: Sequence[Compiled], form: Form) -> Function:
    """The function of some rules for fields of one form; it gives None for a field with an empty subfield."""
    source, namespace = fit(rules, form)
    exec(compile(source, f"<{form.tag}>", "exec"), namespace)  # noqa: S102 - our own text, made above
    made: Function = namespace["fitted"]
    return made


class Fitter(CallFolder):
    """Writes the function."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self.block = Block()
        self.used = 0
        self.depth = 0
        self.open = 0
        """How many guards are open, behind which what was written may be taken away again."""
        self.said: list[set[tuple[Part, ...]]] = [set()]
        """Statements that were written for certain."""
        self.places: dict[str, tuple[Block, int]] = {}
        """Where each mark stands."""
        self.touched: list[set[str]] = []
        self.asked: list[dict[str, When]] = [{}]
        """Blocks by the name that they ask for."""
        self.rules = 0

    def source(self) -> str:
        """The whole function."""
        head = ["def fitted(r, f):"]
        if self.texts:
            head.append(f"    {''.join(f'(_, {text}), ' for text in self.texts)}= f.subfields")
            head.append(f"    if not ({' and '.join(self.texts)}): return None")
        body = without_unused(self.block)
        lines = body.lines(1)
        text = "\n".join(lines)
        if " S, S," in text:
            head.append("    S = r.subfields(f)")
        head.append("    L = r.lines; o = L.append")
        if "u |=" not in text:
            return "\n".join([*head, text, f"    return {self.used}"])
        head.append(f"    u = {self.used}")
        return "\n".join([*head, text, "    return u"])

    def put(self, name: str, code: str) -> None:
        """Write that a name holds a value."""
        self.block.add(Set(name, code))

    # ------------------------------------------------------------ rules

    def rule(self, rule: Compiled) -> None:
        """What one rule does; as it was compiled, when that cannot be worked out."""
        before = self.block, self.used, self.open, len(self.scopes), len(self.facts), len(self.said)
        self.block, self.env, self.flags, self.own = Block(), {}, {}, rule.namespace
        self.scopes.append({})
        self.said.append(set())
        self.asked.append({})
        self.rules += 1
        self.lazy = 0
        try:
            if rule.tree is None or not isinstance(rule.tree.body[0], ast.FunctionDef):
                raise NotStatic("no function")
            self.body(rule.tree.body[0].body)
            made = self.block
        except NotStatic:
            made = None
        self.block, used, opened, scopes, facts, said = before
        if made is None:
            self.used, self.open = used, opened
            del self.scopes[scopes:], self.facts[facts:], self.said[said:], self.asked[scopes:]
            self.depth, self.touched = 0, []
            self.block.add(Do(f"u |= {self.constant(rule.function)}(r, f, f, S, S, '')", writes=True))
        else:
            self.scopes[-2].update(self.scopes.pop())
            self.said[-2].update(self.said.pop())
            self.asked[-2].update(self.asked.pop())
            self.block.steps += made.steps

    def body(self, steps: list[ast.stmt]) -> None:
        """Some statements of a rule, one after the other."""
        for at, step in enumerate(steps):
            if isinstance(step, ast.If) and isinstance(step.body[0], ast.Return):
                self.unless(step.test, steps[at + 1 :])
                return
            self.step(step)

    def unless(self, test: ast.expr, rest: list[ast.stmt]) -> None:
        """The rest of a rule, unless its condition ends it here."""
        inner = test.operand if isinstance(test, ast.UnaryOp) else test
        value = self.value(inner)
        truth = self.truth(value)
        if truth is None:
            with self.when(self.code(value)):
                self.body(rest)
        elif truth:
            self.body(rest)

    def step(self, step: ast.stmt) -> None:
        """One statement of a rule."""
        match step:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.assign(name, value)
            case ast.AugAssign(target=ast.Name(id="u"), value=value):
                self.uses(number(value))
            case ast.If():
                self.choice(step)
            case ast.For(target=target, iter=over, body=inner):
                self.loop(target, self.value(over), inner)
            case ast.Expr(value=ast.Call() as call):
                self.call(call)
            case ast.Return() | ast.Pass():
                pass
            case _:
                raise NotStatic(type(step).__name__)

    def call(self, call: ast.Call) -> None:
        """A call for what it does: statements are written, a value is refused, a list is made."""
        match call:
            case ast.Call(func=ast.Name(id="o"), args=[ast.JoinedStr() as text]):
                self.write(self.parts(text))
            case ast.Call(func=ast.Name(id="o"), args=[ast.Constant(value=str(text))]):
                self.write([(text, False)])
            case ast.Call(func=ast.Attribute(attr="refuse" | "append" | "list" as attr)):
                self.block.add(Do(self.code(self.value(call)), writes=attr == "list"))
            case _:
                raise NotStatic("a call")

    def uses(self, mask: int) -> None:
        """Subfields that are accounted for."""
        if not self.depth:
            self.used |= mask
        elif mask & ~self.used:
            self.block.add(Do(f"u |= {mask}"))

    def assign(self, name: str, value: ast.expr) -> None:
        """A name for a value."""
        if name in ("L", "o"):
            return
        match value:
            case _ if name == "u":
                self.uses(number(value))
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id="L")]):
                self.mark(name)
            case ast.List(elts=[]):
                own = self.fresh()
                self.block.add(Set(own, "[]"))
                self.env[name] = own
            case ast.Constant(value=bool(known)):
                self.flag(f"{name}", known)
            case _:
                found = self.value(value)
                self.env[name] = found if isinstance(found, Static | StaticList) else self.named(found)

    def flag(self, name: str, known: bool) -> None:
        """A mark that something was found."""
        own = name if name.endswith("_") else f"{name}_{self.rules}_"
        self.env[name] = own
        self.flags[own] = known
        for touched in self.touched:
            touched.add(own)
        self.block.add(Set(own, str(known)))

    # ------------------------------------------------------------ conditions and loops

    def choice(self, step: ast.If) -> None:
        """A statement under a condition."""
        match step:
            case ast.If(
                test=ast.Compare(left=ast.Call(func=ast.Name(id="len")), comparators=[ast.Name(id=since)]),
                body=[ast.Delete(targets=[ast.Subscript(slice=ast.Slice(lower=ast.Name(id=back)))])],
            ):
                return self.undo(since, back)
        value = self.value(step.test)
        truth = self.truth(value)
        if truth is not None:
            return self.body(step.body if truth else step.orelse)
        test = self.code(value)
        with self.when(test) as made:
            self.body(step.body)
        if step.orelse:
            with self.inside(made.other, {test: False} if test.isidentifier() else {}):
                self.body(step.orelse)
        return None

    @contextmanager
    def when(self, test: str) -> Iterator[When]:
        """A block that is entered when a test holds; one with the block before it when that asks the same."""
        last = self.same(test)
        if last is None:
            last = When(test)
            if test.isidentifier():
                last.known = {test: True}
                # What was worked out and written when it held before, is and was when it holds now. Not the
                # other way round, for here it may be inside another test: what comes to it is its own.
                before = next((asked[test] for asked in reversed(self.asked) if test in asked), last)
                last.scope, last.said = dict(before.scope), set(before.said)
                last.asked_inside = dict(before.asked_inside)
                self.asked[-1][test] = last
            self.block.add(last)
        with self.inside(last.body, last.known, last):
            yield last

    def same(self, test: str) -> When | None:
        """The last block, when it asks the same; put after the names that were set since."""
        at = len(self.block.steps)
        while at and isinstance(self.block.steps[at - 1], Set):
            at -= 1
        last = self.block.steps[at - 1] if at else None
        if not isinstance(last, When) or last.test != test or test not in last.known or last.other.steps:
            return None
        self.block.steps.append(self.block.steps.pop(at - 1))
        return last

    @contextmanager
    def inside(self, block: Block, facts: dict[str, bool], of: When | None = None) -> Iterator[None]:
        """Inside a block that may not be entered."""
        outer, self.block = self.block, block
        self.scopes.append(of.scope if of else {})
        self.said.append(of.said if of else set())
        self.facts.append(facts)
        self.touched.append(set())
        self.asked.append(of.asked_inside if of else {})
        kept = dict(self.env)
        self.depth += 1
        yield
        self.depth -= 1
        self.env = kept
        self.flags.update(dict.fromkeys(self.touched.pop()))
        self.facts.pop()
        self.asked.pop()
        self.said.pop()
        self.scopes.pop()
        self.block = outer

    def loop(self, target: ast.expr, over: Value, body: list[ast.stmt]) -> None:
        """A loop; laid out when the form decides how often it is run through."""
        match over:
            case StaticList(items, filtered):
                for item in items:
                    self.turn(target, item, body, filtered=filtered)
            case Twice(of=str(code)):
                with self.run_through(body, code) as name:
                    self.bind(target, Twice(name))
                    self.body(body)
            case str(code):
                with self.run_through(body, code) as name:
                    self.bind(target, name)
                    self.body(body)
            case _:
                raise NotStatic("a loop")

    def turn(self, target: ast.expr, item: Value, body: list[ast.stmt], *, filtered: bool) -> None:
        """One turn of a loop that is laid out; with what is filtered, only when there is something in it."""
        if not filtered:
            self.bind(target, self.plain(item))
            return self.body(body)
        alone = item.of if isinstance(item, Twice) else item
        name = self.named(alone) if not isinstance(alone, StaticList) else ""
        if not name:
            raise NotStatic("a list of lists")
        item = Twice(name) if isinstance(item, Twice) else name
        if self.truth(name):
            self.bind(target, item)
            return self.body(body)
        with self.when(name):
            self.bind(target, item)
            self.body(body)
        return None

    def plain(self, item: Value) -> Value:
        """An item with a name for what it holds."""
        if isinstance(item, Twice):
            return Twice(self.plain(item.of))
        return self.named(item) if isinstance(item, str) else item

    @contextmanager
    def run_through(self, body: Iterable[ast.stmt], code: str) -> Iterator[str]:
        """A loop that only the field decides; what is set in it may be set when it begins anew."""
        for step in steps_in(body):
            match step:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=bool())):
                    own = self.env.get(name)
                    if isinstance(own, str):
                        self.flags[own] = None
        name = self.fresh()
        made = Loop(name, code)
        self.block.add(made)
        with self.inside(made.body, {}):
            yield name

    # ------------------------------------------------------------ what is written

    def mark(self, name: str) -> None:
        """Remember how much was written so far."""
        own = self.fresh()
        self.env[name] = own
        self.places[own] = self.block, len(self.block.steps)
        self.open += 1
        self.block.add(Mark(own))

    def undo(self, since: str, back: str) -> None:
        """Take back what was written since one mark when nothing was written since another."""
        one, other = self.env[since], self.env[back]
        if not isinstance(one, str) or not isinstance(other, str):
            raise NotStatic("a mark")
        self.open -= 2
        block, at = self.places[one]
        _, start = self.places[other]
        if block is not self.block:
            raise NotStatic("marks in two blocks")
        steps = block.steps
        if any(isinstance(step, Write) and step.stays for step in steps[at:]):
            return
        if not any(step.writes for step in steps[at:]) and all(
            isinstance(step, Write | Set | Mark) for step in steps[start:at]
        ):
            steps[start:at] = [step for step in steps[start:at] if not isinstance(step, Write)]
            return
        for step in steps[start:]:
            if isinstance(step, Write):
                step.stays = False
        block.add(Undo(one, other))

    def write(self, parts: list[Part]) -> None:
        """Statements, apart from those that were written for certain."""
        if self.open:
            self.block.add(Write(parts))
            return
        left: list[Part] = []
        for line in _statements(parts):
            if not any(line in said for said in self.said):
                self.said[-1].add(line)
                left += line
        if left:
            self.block.add(Write(left))


def _statements(parts: list[Part]) -> list[tuple[Part, ...]]:
    """The pieces of each statement."""
    found: list[tuple[Part, ...]] = []
    line: list[Part] = []
    for text, is_name in parts:
        if is_name:
            line.append((text, True))
            continue
        *ended, rest = text.split("\n")
        for end in ended:
            found.append((*line, (end + "\n", False)))
            line = []
        if rest:
            line.append((rest, False))
    return [*found, tuple(line)] if line else found
