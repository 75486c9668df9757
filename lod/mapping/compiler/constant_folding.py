"""Expressions of a compiled rule, worked out as far as the form of a field decides them.

The form of a field is its tag, its indicators and the codes of its subfields, none of which is empty. What
depends on nothing else is worked out here, once; what depends on its texts stays Python text, and the same
text is worked out once for each field. Calls in a rule have no effect but their value, so leaving one
out, or taking its value from before, changes nothing.
"""

from __future__ import annotations

import ast
import keyword
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lod.mapping.compiler.static_values import (
    Form,
    NotStatic,
    Part,
    Static,
    StaticList,
    Twice,
    Value,
    joined,
    number,
)

FOLDED = (str, int, bool, type(None))
_MISSING = object()


class Folder:
    """Works expressions out; `put` is called with what has to be written before an expression."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.texts = [f"s{at}" for at in range(len(form.codes))]
        self.namespace: dict[str, Any] = {}
        self.own: dict[str, Any] = {}
        """What the names of the rule at hand stand for."""
        self.env: dict[str, Value] = {}
        self.flags: dict[str, bool | None] = {}
        self.lazy = 0
        self.count = 0
        self.by_identity: dict[int, str] = {}
        self.scopes: list[dict[str, str]] = [{}]
        """What was worked out already, by its text: the name that holds it."""
        self.facts: list[dict[str, bool]] = [dict.fromkeys(self.texts, True)]
        """Names of which it is known whether there is anything in them."""

    def put(self, name: str, code: str) -> None:
        """Write that a name holds a value."""
        raise NotImplementedError

    # ------------------------------------------------------------ names and texts

    def fresh(self) -> str:
        """A name not used before."""
        self.count += 1
        return f"x{self.count}"

    def constant(self, thing: object) -> str:
        """The name of an object that stays the same."""
        name = self.by_identity.get(id(thing))
        if name is None:
            name = self.by_identity[id(thing)] = f"k{len(self.by_identity)}"
            self.namespace[name] = thing
        return name

    def named(self, value: Value) -> str:
        """A name that holds a value; what was worked out before is not worked out again."""
        code = self.code(value)
        if code.isidentifier() and not keyword.iskeyword(code):
            return code
        known = next((scope[code] for scope in reversed(self.scopes) if code in scope), None)
        if known is None:
            known = self.fresh()
            self.put(known, code)
            if "len(" not in code:
                self.scopes[-1][code] = known
        return known

    def held(self, value: Value) -> Value:
        """A value worked out where it stands, unless it is only worked out now and then."""
        if not isinstance(value, str) or self.lazy:
            return value
        return self.named(value)

    def code(self, value: Value) -> str:
        """Python text of a value."""
        match value:
            case str():
                return value
            case Static(known):
                return repr(known) if isinstance(known, FOLDED) else self.constant(known)
            case StaticList(items, filtered, spelled):
                inner = ", ".join(self.code(self.held(item)) for item in items)
                if filtered:
                    return f"[w for w in ({inner},) if w]" if items else "[]"
                return f"[{inner}]" if spelled == "[]" else f"({inner}{',' if len(items) == 1 else ''})"
        raise NotStatic("a pair")

    def truth(self, value: Value) -> bool | None:
        """Whether there is anything in a value; None when only the field itself tells."""
        match value:
            case Static(known):
                return bool(known)
            case StaticList(items, filtered):
                return bool(items) if not items or not filtered else None
            case str():
                return next((facts[value] for facts in reversed(self.facts) if value in facts), None)
        return None

    def parts(self, node: ast.JoinedStr) -> list[Part]:
        """The pieces of a text."""
        found: list[Part] = []
        for piece in node.values:
            if isinstance(piece, ast.Constant):
                found.append((str(piece.value), False))
            elif isinstance(piece, ast.FormattedValue):
                value = self.value(piece.value)
                if isinstance(value, Static):
                    found.append((str(value.value), False))
                elif self.lazy and not (isinstance(value, str) and value.isidentifier()):
                    raise NotStatic("a text that is only made now and then")
                else:
                    found.append((self.named(value), True))
        return found

    # ------------------------------------------------------------ expressions

    def value(self, node: ast.expr) -> Value:
        """What an expression comes to."""
        work: Callable[[Any], Value] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        if work is None:
            raise NotStatic(type(node).__name__)
        return work(node)

    def _constant(self, node: ast.Constant) -> Value:
        return Static(node.value)

    def _name(self, node: ast.Name) -> Value:
        name = node.id
        if name in self.env:
            return self.env[name]
        if name in self.flags:
            known = self.flags[name]
            return name if known is None else Static(known)
        if name == "f" and not self.form.tag:  # the record as a whole has no field
            return Static(None)
        if name in ("f", "V"):
            return "f"
        if name in ("S", "K"):
            return "S"
        if name == "lg":
            return Static("")
        if name == "r":
            return "r"
        thing = self.own.get(name, _MISSING)
        if thing is _MISSING:
            raise NotStatic(name)
        if name == "E":
            return StaticList(())
        return self.constant(thing) if callable(thing) else Static(thing)

    def _attribute(self, node: ast.Attribute) -> Value:
        of = self.value(node.value)
        if of == "f":
            if node.attr == "subfields":
                pairs = zip(self.form.codes, self.texts, strict=True)
                return StaticList(
                    tuple(StaticList((Static(code), text), spelled="()") for code, text in pairs)
                )
            if node.attr in ("indicators", "tag"):
                return Static(getattr(self.form, node.attr))
        return f"{self.code(of)}.{node.attr}"

    def _subscript(self, node: ast.Subscript) -> Value:
        of = self.value(node.value)
        if of == "S":
            return self._subfields(self.value(node.slice))
        if isinstance(node.slice, ast.Slice):
            ends = [None if e is None else number(e) for e in (node.slice.lower, node.slice.upper)]
            at: Any = slice(*ends)
            spelled = ":".join("" if end is None else str(end) for end in ends)
        else:
            found = self.value(node.slice)
            at, spelled = (found.value if isinstance(found, Static) else _MISSING), self.code(found)
        if isinstance(of, Static) and at is not _MISSING:
            return Static(of.value[at])
        if isinstance(of, StaticList) and not of.filtered and isinstance(at, int):
            return of.items[at]
        if isinstance(of, StaticList) and isinstance(at, slice) and (not of.filtered or len(of.items) < 2):
            return StaticList(of.items[at], of.filtered, of.spelled)
        fact = self.form.facts.get(f"{of}[{spelled}]") if isinstance(of, str) else None
        return f"{self.code(self.held(of))}[{spelled}]" if fact is None else Static(fact)

    def _subfields(self, code: Value) -> StaticList:
        if not isinstance(code, Static):
            raise NotStatic("a code that only the field tells")
        pairs = zip(self.form.codes, self.texts, strict=True)
        return StaticList(tuple(text for own, text in pairs if own == code.value))

    def _tuple(self, node: ast.Tuple | ast.List) -> Value:
        spelled = "()" if isinstance(node, ast.Tuple) else "[]"
        return StaticList(tuple(self.value(each) for each in node.elts), spelled=spelled)

    _list = _tuple

    def _joinedstr(self, node: ast.JoinedStr) -> Value:
        return joined(self.parts(node))

    def _binop(self, node: ast.BinOp) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        if not isinstance(node.op, ast.Add):
            raise NotStatic("an operator")
        if isinstance(left, Static) and isinstance(right, Static):
            return Static(left.value + right.value)
        return f"{self.code(left)} + {self.code(right)}"

    def _unaryop(self, node: ast.UnaryOp) -> Value:  # the only one that rules have is “not”
        value = self.value(node.operand)
        truth = self.truth(value)
        return Static(not truth) if truth is not None else f"(not {self.code(value)})"

    def _ifexp(self, node: ast.IfExp) -> Value:
        truth = self.truth(self.value(node.test))
        if truth is None:
            raise NotStatic("a choice that only the field tells")
        return self.value(node.body if truth else node.orelse)

    def _boolop(self, node: ast.BoolOp) -> Value:
        ends = isinstance(node.op, ast.Or)
        left: list[Value] = []
        for at, each in enumerate(node.values):
            self.lazy += bool(left)
            value = self.value(each)
            self.lazy -= bool(left)
            truth = self.truth(value)
            if truth is ends:
                left.append(value)
                break
            if truth is None or at == len(node.values) - 1:
                left.append(value)
        if len(left) == 1:
            return left[0]
        if not ends and self.truth(left[-1]) is False:
            return left[-1]
        word = " or " if ends else " and "
        return f"({word.join(self.code(value) for value in left)})"

    def _compare(self, node: ast.Compare) -> Value:
        if len(node.ops) != 1:
            raise NotStatic("a chain")
        left, right, operator = self.value(node.left), self.value(node.comparators[0]), node.ops[0]
        if isinstance(operator, ast.Is):
            if left == "f" and right in ("f", Static(None)):
                return Static(right == "f")
            raise NotStatic("is")
        if right == "S" and isinstance(operator, ast.In) and isinstance(left, Static):
            return Static(left.value in self.form.codes)
        sign = {ast.Eq: "==", ast.NotEq: "!=", ast.In: "in"}.get(type(operator))
        if sign is None:
            raise NotStatic("a comparison")
        if isinstance(left, Static) and isinstance(right, Static):
            a, b = left.value, right.value
            return Static(a == b if sign == "==" else a != b if sign == "!=" else a in b)
        return f"({self.code(self.held(left))} {sign} {self.code(right)})"

    # ------------------------------------------------------------ loops inside expressions

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp) -> Value:
        first = node.generators[0]
        over = self.value(first.iter)
        if len(node.generators) == 2 and isinstance(over, StaticList) and not over.filtered:
            laid_out = self._nested(node, over)
            if laid_out is not None:
                return laid_out
        if len(node.generators) > 1 or not isinstance(over, StaticList) or over.filtered:
            return self._as_written(node, over)
        found: list[Value] = []
        filtered = False
        for item in over.items:
            with self.bound(first.target, item):
                tests = [self.value(test) for test in first.ifs]
                element = self.value(node.elt)
                truths = [self.truth(test) for test in tests]
            if False in truths:
                continue
            open_tests = [test for test, truth in zip(tests, truths, strict=True) if truth is None]
            if open_tests and open_tests != [element]:
                return self._as_written(node, over)
            filtered = filtered or bool(open_tests)
            found.append(element)
        return StaticList(tuple(found), filtered)

    _generatorexp = _listcomp

    def _nested(self, node: ast.ListComp | ast.GeneratorExp, over: StaticList) -> Value | None:
        """A loop in a loop, both laid out; None when only the field decides how often they are run."""
        outer, inner = node.generators
        found: list[Value] = []
        for item in over.items:
            with self.bound(outer.target, item):
                several = self.value(inner.iter)
                if not isinstance(several, StaticList) or several.filtered or outer.ifs or inner.ifs:
                    return None
                for each in several.items:
                    with self.bound(inner.target, each):
                        found.append(self.value(node.elt))
        return StaticList(tuple(found))

    def _as_written(self, node: ast.ListComp | ast.GeneratorExp, over: Value) -> str:
        """A loop that is run through for each field."""
        loops = ""
        own = {name.id for each in node.generators for name in _names(each.target)}
        kept = dict(self.env)
        over_code = self.code(over)
        self.lazy += 1
        self.env.update({name: name for name in own})
        for at, each in enumerate(node.generators):
            loops += (
                f" for {ast.unparse(each.target)} in {self.code(self.value(each.iter)) if at else over_code}"
            )
            loops += "".join(f" if {self.code(self.value(test))}" for test in each.ifs)
        text = f"[{self.code(self.value(node.elt))}{loops}]"
        self.lazy -= 1
        self.env = kept
        return text

    @contextmanager
    def bound(self, target: ast.expr, item: Value) -> Iterator[None]:
        """With the names of a loop standing for one item."""
        kept = dict(self.env)
        self.bind(target, item)
        yield
        self.env = kept

    def bind(self, target: ast.expr, item: Value) -> None:
        """Let the names of a loop stand for an item."""
        if isinstance(target, ast.Name):
            self.env[target.id] = item
        elif isinstance(target, ast.Tuple):
            pair: tuple[Value, ...]
            if isinstance(item, Twice):
                pair = (item.of, item.of)
            elif isinstance(item, StaticList) and not item.filtered:
                pair = item.items
            else:
                raise NotStatic("a pair that only the field tells")
            if len(pair) != len(target.elts):
                raise NotStatic("a pair of another length")
            for inner, each in zip(target.elts, pair, strict=True):
                self.bind(inner, each)
        else:
            raise NotStatic("a target")


def _names(target: ast.expr) -> list[ast.Name]:
    return [node for node in ast.walk(target) if isinstance(node, ast.Name)]
