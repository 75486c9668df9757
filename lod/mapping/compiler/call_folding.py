"""Calls in a compiled rule, worked out as far as the form of a field decides them."""

from __future__ import annotations

import ast

from lod.mapping.compiler.constant_folding import FOLDED, Folder
from lod.mapping.compiler.static_values import NotStatic, Part, Static, StaticList, Twice, Value, joined
from lod.rdf import literals


class CallFolder(Folder):
    """Works out calls too."""

    def _call(self, node: ast.Call) -> Value:
        if node.keywords:
            raise NotStatic("a call with names")
        if isinstance(node.func, ast.Attribute):
            return self._method(node.func, node.args)
        if not isinstance(node.func, ast.Name):
            raise NotStatic("a call of what is no name")
        name = node.func.id
        if name in ("list", "tuple", "any", "all", "set", "zip", "len"):
            return self._built_in(name, node.args)
        function = self.own.get(name)
        if function is None:
            raise NotStatic(name)
        arguments = [self.value(each) for each in node.args]
        if all(isinstance(each, Static) for each in arguments):
            made = function(*[each.value for each in arguments if isinstance(each, Static)])
            if isinstance(made, FOLDED):
                return Static(made)
            if isinstance(made, list | tuple) and all(isinstance(each, str) for each in made):
                return StaticList(tuple(Static(str(each)) for each in made))
        if function is literals.escape and isinstance(arguments[0], str) and not self.lazy:
            return self._escaped(self.named(arguments[0]))
        return self._spelled(self.constant(function), arguments)

    def _escaped(self, text: str) -> str:
        """A text as it stands in a literal; mostly as it is, and seeing that here is quicker than a call."""
        plain = f"{text}.isprintable() and '\"' not in {text} and '\\\\' not in {text}"
        return f"({text} if {plain} else {self.constant(literals.escape)}({text}))"

    def _spelled(self, function: str, arguments: list[Value]) -> str:
        if "S" in arguments:
            raise NotStatic("a call with all subfields")
        return f"{function}({', '.join(self.code(self.held(each)) for each in arguments)})"

    def _method(self, function: ast.Attribute, arguments: list[ast.expr]) -> Value:
        of = self.value(function.value)
        given = [self.value(each) for each in arguments]
        if of == "S" and function.attr == "get":
            return self._subfields(given[0]) if given[0].value in self.form.codes else given[1]  # type: ignore[union-attr]
        if function.attr == "beside":
            given = [self.held(each) for each in given]
            if given[0] == given[1]:
                return given[0]
        if isinstance(of, Static):
            if all(isinstance(each, Static) for each in given):
                return Static(getattr(of.value, function.attr)(*[each.value for each in given]))  # type: ignore[union-attr]
            only = given[0]
            if (
                function.attr == "join"
                and isinstance(only, StaticList)
                and not only.filtered
                and not self.lazy
            ):
                return self._joined_by(str(of.value), only.items)
        return self._spelled(f"{self.code(self.held(of))}.{function.attr}", given)

    def _joined_by(self, mark: str, items: tuple[Value, ...]) -> Value:
        if len(items) == 1 and items[0] in self.texts:
            return items[0]
        parts: list[Part] = []
        for at, item in enumerate(items):
            parts += [(mark, False)] if at else []
            parts.append((str(item.value), False) if isinstance(item, Static) else (self.named(item), True))
        return joined(parts)

    def _built_in(self, name: str, arguments: list[ast.expr]) -> Value:
        given = [self.value(each) for each in arguments]
        only = given[0]
        if name in ("list", "tuple") and isinstance(only, StaticList):
            return only
        if name == "zip" and len(given) == 2 and given[0] == given[1]:
            if isinstance(only, StaticList):
                return StaticList(tuple(Twice(item) for item in only.items), only.filtered)
            return Twice(only)
        if name in ("any", "all") and isinstance(only, StaticList) and not only.filtered:
            truths = [self.truth(item) for item in only.items]
            if (name == "any") in truths:
                return Static(name == "any")
            left = [self.code(i) for i, truth in zip(only.items, truths, strict=True) if truth is None]
            word = " or " if name == "any" else " and "
            return f"({word.join(left)})" if left else Static(name == "all")
        return self._spelled(name, given)
