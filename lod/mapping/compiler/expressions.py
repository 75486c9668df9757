"""Values and conditions of the language as Python text."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from difflib import get_close_matches

from lod.errors import MappingError, VocabularyError
from lod.mapping.compiler.code_writer import Scope, Stream, Writer
from lod.mapping.language import grammar
from lod.mapping.language.function_registry import FUNCTIONS, Function
from lod.mapping.language.regex import compiled
from lod.mapping.language.rules import Where
from lod.rdf import literals, namespaces

_ONE_CODE = re.compile(r"([SK])\.get\(('[^']')\, E\)")
Body = Callable[[str, Stream], None]


class ValueWriter(Writer):
    """Writes what a value yields, and whether a condition holds."""

    def stream_values(self, value: grammar.Value, where: Where, scope: Scope, body: Body) -> None:
        """Write the loops over a value, with `body` writing what happens to each."""
        got = self.fresh("g") if len(value.alternatives) > 1 else ""
        for at, pipeline in enumerate(value.alternatives):
            stream = self.stream(pipeline, where, scope)
            if not got:
                self.loop(stream, body, "")
            elif at == 0:
                self.line(f"{got} = False")
                self.loop(stream, body, got, last=False)
            else:
                with self.block(f"if not {got}:"):
                    last = at == len(value.alternatives) - 1
                    self.loop(stream, body, got, last=last)

    def loop(self, stream: Stream, body: Body, got: str, *, last: bool = True) -> None:
        """One loop, or one test, over a stream; what a last function refuses is reported."""
        if stream.many:
            with self.block(f"for v in {stream.over}:"):
                self.one(stream, body, got, last)
        else:
            self.one(stream, body, got, last)

    def one(self, stream: Stream, body: Body, got: str, last: bool) -> None:
        """What happens to one value of a stream, when it is not empty."""
        if (constant := _constant_text(stream.each)) is not None:
            body(repr(constant), stream._replace(constant=constant))
            if got:
                self.line(f"{got} = True")
            return
        name = self.fresh("w")
        self.line(f"{name} = {stream.each}")
        with self.block(f"if {name}:"):
            if got:
                self.line(f"{got} = True")
            body(name, stream)
            if stream.keeps:
                with self.block(f"if {name}[0] == '\"':"):
                    self.line(self.refusal(stream))
        if stream.refuses and last and not stream.keeps:
            self.line(f"elif {stream.before}: {self.refusal(stream)}")

    def refusal(self, stream: Stream) -> str:
        """The report of a value that a function did not take."""
        return f"r.refuse({self.constant(self.rule)}, f, {stream.refuses!r}, {stream.before})"

    def suffix(self, value: grammar.Pipeline, where: Where, scope: Scope, stream: Stream) -> str:
        """What follows the quotation marks of a literal: a language tag or a datatype.

        Text of a field in another script has the tag of that script; text from elsewhere has not.
        """
        if value.datatype:
            return f"^^<{namespaces.expand(value.datatype)}>"
        if self.names.tree and (value.language == "lang" or value.language.startswith("$")):
            return self.spoken(value, scope, stream)
        script = "lg or " if _is_of_field(value.source) else ""
        if value.language == "language":
            self.asks("r.language_suffix")
            return "{la}" if script else "{r.language_suffix}"
        if value.language in self.names.variables:
            self.asks(f"r.suffix({value.language!r})")
            name = self.constant(value.language)
            return f"{{lg or r.suffix({name}, f)}}" if script else f"{{r.suffix({name})}}"
        if value.language:
            tag = literals.language_tag(value.language)
            if tag is None:
                raise self.error(where, f"“{value.language}” is no language tag")
            return f"{{{'ls or ' if script else ''}{self.constant('@' + tag)}}}"
        return "{lg}" if script else ""

    def spoken(self, value: grammar.Pipeline, scope: Scope, stream: Stream) -> str:
        """The language that an element of a tree says it is in, or that stands at a path beside it."""
        if value.language.startswith("$"):
            path = value.language[1:].strip('"')
            self.reads((path,))
            return f"{{r.tagged(S.get({self.constant(path)}, E))}}"
        text = "v" if stream.many else scope.current if value.source.kind == "current" else ""
        return f"{{r.spoken({text})}}" if text else "{r.language_suffix}"

    def stream(self, pipeline: grammar.Pipeline, where: Where, scope: Scope) -> Stream:
        """Python text for a source and its functions."""
        stream = self.begin(pipeline.source, where, scope)
        for call in pipeline.calls:
            stream = self.through(stream, call, where)
        if pipeline.source.kind == "text" and pipeline.calls and not stream.many:
            stream = self.folded(stream, pipeline, where)
        return stream._replace(suffix=self.suffix(pipeline, where, scope, stream))

    def folded(self, stream: Stream, pipeline: grammar.Pipeline, where: Where) -> Stream:
        """A constant that goes through functions is worked out once, and must not be refused."""
        result = eval(stream.each, dict(self.namespace))  # noqa: S307 - our own text, made above
        if not result:
            called = ", ".join(call.name for call in pipeline.calls)
            raise self.error(where, f"“{pipeline.source.text}” is refused by {called}")
        return Stream(False, "", repr(result), stream.gives)

    def codes(self, source: grammar.Source) -> tuple[str, ...]:
        """The subfield codes (or, in a tree, the path) that a source names."""
        if self.names.tree:
            return ("" if source.text == "." else source.text,)
        return tuple(source.text)

    def begin(self, source: grammar.Source, where: Where, scope: Scope) -> Stream:
        """Python text for a source."""
        match source.kind:
            case "text":
                return Stream(False, "", repr(source.text), "text")
            case "iri":
                iri = source.text if source.text.startswith("<") else f"<{self.term(source.text, where)}>"
                return Stream(False, "", repr(iri), "term")
            case "slice":
                return Stream(False, "", self.sliced(source), "text")
            case "current":
                if not scope.current:
                    raise self.error(where, "“.” has no meaning outside each:")
                if scope.element:
                    self.reads(("",))
                return Stream(False, "", scope.own if self.in_key else scope.current, "text")
            case "name":
                return self.named(source.text, where)
            case "word":
                return self.word(source.text, where, scope)
            case "has":
                return Stream(False, "", self.asks(f"r.has({source.text!r})"), "text")
        return self.subfields(source)

    def named(self, name: str, where: Where) -> Stream:
        """Python text for a thing of the record, or a variable."""
        if name in self.names.things or name in self.names.parts:
            return Stream(False, "", f"'<' + r.things[{name!r}] + '>'", "term")
        if name not in self.names.variables:
            raise self.error(
                where, f"no variable “{name}”; a text stands between quotation marks: '\"{name}\"'"
            )
        return Stream(False, "", self.asks(f"r.variables[{name!r}]"), "text")

    def word(self, word: str, where: Where, scope: Scope) -> Stream:
        """Python text for a word about the field itself."""
        field = "f" if self.in_key else "V"
        spelled = {
            "ind1": "f.indicators[:1]",
            "ind2": "f.indicators[1:2]",
            "occurrence": "f.indicators",
            "tag": "f.tag",
            "field": f"(r, {field})",
            "record": "(r, r.root)" if self.names.tree else "(r, None)",
            "code": scope.code,
        }[word]
        self.pure = self.pure and word != "record"
        if not spelled:
            raise self.error(where, "“code” has no meaning outside each: over several subfields")
        return Stream(False, "", spelled, "field" if word in ("field", "record") else "text")

    def sliced(self, source: grammar.Source) -> str:
        """Characters of the leader or of a control field."""
        span = f"[{source.start}:{source.end}]"
        if source.tag == "leader":
            return self.asks(f"r.leader{span}")
        if source.tag:
            return self.asks(f"r.control({source.tag!r}){span}")
        self.reads(("",))
        self.spans.append((source.start, source.end))
        return f"t{span}"

    def subfields(self, source: grammar.Source) -> Stream:
        """Each subfield of one code, or several codes as one text."""
        codes = self.codes(source)
        if source.tag:
            asked = "values_at" if "/" in source.tag or "." in source.tag else "values"
            values = f"r.{asked}({source.tag!r}, {codes!r})"
            self.asks(f"tuple({values})")
            return Stream(True, values, "v", "text")
        if source.text == "*" and self.names.tree:
            self.reads(("*",))
            return Stream(True, "[r.whole(V)]", "v", "text")
        if source.text == "*":
            self.masks[-1] = -1
            return Stream(False, "", f"r.whole({'f' if self.in_key else 'V'})", "text")
        self.names.paths.update(codes)
        if self.in_test or not self.in_key:
            self.reads(codes)
        if len(codes) == 1:
            return Stream(True, f"{'K' if self.in_key else 'S'}.get({codes[0]!r}, E)", "v", "text")
        wanted = self.constant(frozenset(codes))
        field = "f" if self.in_key else "V"
        return Stream(False, "", f"' '.join([w for x, w in {field}.subfields if x in {wanted}])", "text")

    def through(self, stream: Stream, call: grammar.Call, where: Where) -> Stream:
        """Python text for a stream that goes through one more function."""
        if call.name == "table":
            return self.table(stream, call, where)
        known = FUNCTIONS.get(call.name)
        if known is None:
            near = ", ".join(get_close_matches(call.name, FUNCTIONS))
            hint = f"; nearest: {near}" if near else "; lod mapping functions lists them"
            raise self.error(where, f"no function “{call.name}”{hint}")
        if stream.gives == "term" or (known.takes == "field") != (stream.gives == "field"):
            raise self.error(where, f"“{call.name}” takes a {known.takes}, not a {stream.gives}")
        try:
            name = self.constant(known.bound(call.arguments))
        except (MappingError, VocabularyError, ValueError) as error:
            raise self.error(where, str(error)) from error
        if known.takes == "field":
            tree = call.arguments if self.names.tree else ()
            self.reads(tree or tuple(call.arguments[0] if call.arguments else known.reads))
            self.pure = self.pure and (known.pure or bool(known.asks))
            self.asks_named(known.asks)
            if known.gives in ("texts", "terms"):
                return Stream(True, f"{name}{stream.each}", "v", known.gives[:-1])
            return Stream(False, "", f"{name}{stream.each}", known.gives)
        if "texts" in (known.takes, known.gives) or known.gives == "terms":
            return self.several_through(stream, known, name)
        if known.told:
            return Stream(stream.many, stream.over, f"{name}(r, {stream.each})", known.gives)
        refuses = f"{call.name}({', '.join(call.arguments)})" if known.refuses else ""
        each = f"{name}({stream.each})"
        return Stream(stream.many, stream.over, each, known.gives, refuses, stream.each, keeps=known.keeps)

    def several_through(self, stream: Stream, known: Function, name: str) -> Stream:
        """Python text for a stream that goes through a function of several texts, or with several results."""
        if known.takes == "texts" and known.gives == "terms":
            return Stream(True, f"{name}({stream.listed()})", "v", "term")
        if known.takes == "texts":
            made = f"alike({name}, {stream.listed()})" if self.names.tree else f"{name}({stream.listed()})"
            return Stream(True, made, "v", "text")
        each = f"alike(lambda t: {name}(t[0]), [x])" if self.names.tree else f"{name}(x)"
        return Stream(True, f"[y for x in {stream.listed()} for y in {each}]", "v", "text")

    def table(self, stream: Stream, call: grammar.Call, where: Where) -> Stream:
        """A look-up in a table of the mapping: terms when all its values are terms, else text."""
        if len(call.arguments) != 1 or call.arguments[0] not in self.names.tables:
            there = ", ".join(name for name in self.names.tables if "/" not in name) or "none"
            raise self.error(where, f"no table “{', '.join(call.arguments)}”; there are {there}")
        own = f"{self.rule.where.file.partition('/')[0]}/{call.arguments[0]}"
        rows = self.names.tables.get(own) or self.names.tables[call.arguments[0]]
        is_terms = any(rows.values()) and all(_is_term(value) for value in rows.values() if value)
        if is_terms:
            rows = {key: f"<{self.term(value, where)}>" if value else "" for key, value in rows.items()}
        name = self.constant(rows)
        default = rows.get("*", "")
        look_up = f"{name}.get({stream.each}, {default!r})"
        return Stream(stream.many, stream.over, look_up, "term" if is_terms else "text")

    def test(self, condition: grammar.Condition, scope: Scope, where: Where) -> str:
        """A Python expression that is true when the condition holds.

        It is asked of the field itself, so that the same becomes of the field in another script.
        """
        if isinstance(condition, grammar.Logic):
            inner = [f"({self.test(part, scope, where)})" for part in condition.parts]
            return f"not {inner[0]}" if condition.operator == "not" else f" {condition.operator} ".join(inner)
        stream = self.inquired(condition.operand, where, scope)
        if stream.gives == "field":
            raise self.error(where, "a condition compares text")
        if not condition.operator:
            return self.present(stream) if stream.many else stream.each
        if condition.among is not None:
            others = self.inquired(condition.among, where, scope).listed()
            return f"not set({others}).isdisjoint({stream.listed()})"
        against = tuple("" if a == "blank" else a for a in condition.against)
        compare = self.comparison(condition.operator, against)
        if not stream.many:
            return compare.format(f"({stream.each}).strip()" if against == ("",) else stream.each)
        negated = condition.operator == "!="
        return f"{'all' if negated else 'any'}({compare.format('w')} for w in {stream.listed()})"

    def present(self, stream: Stream) -> str:
        """A Python expression that is true when a stream yields anything."""
        found = _ONE_CODE.fullmatch(stream.over) if stream.each == "v" else None
        if found:
            return f"({found[2]} in {found[1]} and any({found[1]}[{found[2]}]))"
        return f"any({stream.over})" if stream.each == "v" else f"any({stream.listed()})"

    def inquired(self, pipeline: grammar.Pipeline, where: Where, scope: Scope) -> Stream:
        """Python text for what a condition asks about."""
        in_key, in_test = self.in_key, self.in_test
        self.in_key = self.in_test = True
        stream = self.stream(pipeline, where, scope)
        self.in_key, self.in_test = in_key, in_test
        return stream

    def comparison(self, operator: str, against: tuple[str, ...]) -> str:
        """A comparison with `{}` in the place of what is compared."""
        match operator:
            case "in":
                return f"{{}} in {self.constant(frozenset(against) | ({' '} if '' in against else set()))}"
            case "matches":
                return f"{self.constant(compiled(against[0]).search)}({{}})"
            case "starts":
                return f"({{}}).startswith({self.constant(against[0])})"
        return f"{{}} {'==' if operator == '=' else '!='} {self.constant(against[0])}"


def _is_of_field(source: grammar.Source) -> bool:
    """Whether a value is text of the field that is read."""
    return source.kind == "current" or (source.kind == "sub" and not source.tag) or source.text == "field"


def _is_term(text: str) -> bool:
    prefix, colon, _ = text.partition(":")
    return bool(colon) and (prefix in namespaces.PREFIXES)


def _constant_text(expression: str) -> str | None:
    """The text that a Python expression is, when it is nothing but that text."""
    if expression[:1] not in ("'", '"'):
        return None
    # `ast.literal_eval` leaves cycles in memory, which nobody may be looking for
    value = getattr(ast.parse(expression, mode="eval").body, "value", None)
    return value if isinstance(value, str) and value else None
