"""A rule becomes one Python function that writes N-Triples text: what is read once is not decided per record.

The function gets the run (`r`), the field the rule is applied to (`f`), the field whose text is read (`V`: `f`
itself or the same field in another script), the subfields by code of both (`S` of `V`, `K` of `f`), and the
language suffix of texts (`lg`). It returns the bits of the subfield codes that it accounted for.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from lod.errors import MappingError, VocabularyError
from lod.mapping import grammar
from lod.mapping.functions import FUNCTIONS, compiled
from lod.mapping.rules import Given, Item, Node, Rule, Where
from lod.rdf import names, values

RDF_TYPE = names.expand("rdf:type")
EVERYTHING = "-1"
"""All bits: the rule reads each subfield of the field."""

Body = Callable[[str, "Stream"], None]


@dataclass(frozen=True, slots=True)
class Stream:
    """Python text that yields values: one expression, or something to loop over and what becomes of each."""

    many: bool
    over: str
    each: str
    gives: str
    refuses: str = ""
    """Name of a last function that may refuse, for the report."""
    before: str = ""
    """Expression for the value as it was before that function."""
    constant: str | None = None
    """The value itself, when it is the same for every record."""
    suffix: str = "{lg}"
    """What follows the quotation marks of a literal: a language tag or a datatype."""

    def listed(self) -> str:
        """Expression for the list of all values that are not empty."""
        if not self.many:
            return f"[w for w in ({self.each},) if w]"
        return (
            f"list({self.over})"
            if self.each == "v"
            else f"[w for w in [{self.each} for v in {self.over}] if w]"
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names of a template stand for at this place."""

    node: str
    """Python name of the IRI that properties are given to."""
    anchor: str
    """Python name of the nearest IRI of our own, below which parts are named."""
    is_part: bool
    current: str = ""
    code: str = ""


class Compiler:
    """Compiles the rules of one mapping; `bits` numbers the subfield codes, `tables` are the mapping's own."""

    def __init__(
        self,
        bits: dict[str, int],
        variables: frozenset[str],
        tables: dict[str, dict[str, str]],
        hooks: dict[str, Callable[..., None]],
        things: frozenset[str],
        tree: bool = False,
    ) -> None:
        self.bits = bits
        self.things = things
        self.variables = variables
        self.tables = tables
        self.hooks = hooks
        self.tree = tree

    def bit(self, code: str) -> int:
        """The bit of a subfield code; bit 0 is for codes that no rule knows."""
        return self.bits.setdefault(code, 1 << (len(self.bits) + 1))

    def rule(self, rule: Rule, number: int) -> Callable[..., int]:
        """The function of a rule."""
        source, namespace = RuleCompiler(self, rule, number).source()
        exec(compile(source, f"<{rule.where}>", "exec"), namespace)  # noqa: S102 - our own text, made above
        made: Callable[..., int] = namespace["rule"]
        return made

    def variable(self, value: grammar.Value, where: Where) -> Callable[[Any], str]:
        """The function that gives a variable of a record."""
        rule = Rule("variable", where, ("record",), ())
        writer = RuleCompiler(self, rule, 0)
        writer.line("def rule(r):")
        writer.depth += 1
        writer.line("f = V = None; S = K = {}; u = 0")
        writer.stream_values(
            value, where, Scope("", "", False), lambda name, _: writer.line(f"return {name}")
        )
        writer.line("return ''")
        exec(compile("\n".join(writer.lines), f"<{where}>", "exec"), writer.namespace)  # noqa: S102
        made: Callable[[Any], str] = writer.namespace["rule"]
        return made


class RuleCompiler:
    """Writes the Python text of one rule."""

    def __init__(self, compiler: Compiler, rule: Rule, number: int) -> None:
        self.compiler = compiler
        self.rule = rule
        self.number = number
        self.lines: list[str] = []
        self.pending: list[str] = []
        self.depth = 0
        self.count = 0
        self.masks: list[int] = [0]
        self.in_key = False
        self.namespace: dict[str, Any] = {"esc": values.escape, "E": ()}

    # ------------------------------------------------------------ text of the function

    def line(self, text: str) -> None:
        """One line at the present depth."""
        self.flush()
        self.lines.append("    " * self.depth + text)

    def write(self, text: str) -> None:
        """Statements, as the inside of an f-string; what is written without a break is one string."""
        self.pending.append(text)

    def flush(self) -> None:
        """Write out what is pending."""
        if self.pending:
            pending, self.pending = "".join(self.pending), []
            self.lines.append("    " * self.depth + f"o(f'{pending}')")

    def fresh(self, letter: str) -> str:
        """A name not used before in this rule."""
        self.count += 1
        return f"{letter}{self.count}"

    def constant(self, thing: object) -> str:
        """A name in the function's namespace for an object."""
        name = self.fresh("k")
        self.namespace[name] = thing
        return name

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """An indented block in which the subfields read are accounted for only when it is entered."""
        self.line(head)
        self.depth += 1
        at = len(self.lines)
        self.masks.append(0)
        yield
        self.flush()
        mask = self.masks.pop()
        if mask & ~self.masks[-1]:
            self.lines.insert(at, "    " * self.depth + f"u |= {mask}")
        if len(self.lines) == at:
            self.line("pass")
        self.depth -= 1

    def reads(self, codes: tuple[str, ...]) -> None:
        """Note that these codes of the field are read here."""
        for code in codes:
            self.masks[-1] |= self.compiler.bit(code)

    def source(self) -> tuple[str, dict[str, Any]]:
        """The whole function and the names it uses."""
        rule = self.rule
        self.line("def rule(r, f, V, S, K, lg):")
        self.depth += 1
        self.line("L = r.lines; o = L.append; la = lg or r.language_suffix")
        scope = Scope("", "", False)
        if rule.when is not None:
            self.line(f"if not ({self.test(rule.when, scope, rule.where)}): return 0")
        at = len(self.lines)
        with self.each(rule.each, rule.where, scope) as scope:
            self.bodies(rule, scope)
        self.lines.insert(at, f"    u = {self.masks[0]}")
        self.line("return u")
        return "\n".join(self.lines), self.namespace

    def bodies(self, rule: Rule, scope: Scope) -> None:
        """What the rule gives to each of its subjects."""
        if rule.hook:
            if rule.hook not in self.compiler.hooks:
                raise self.error(rule.where, f"no hook “{rule.hook}”")
            self.reads(tuple(rule.reads))
            self.line(f"{self.constant(self.compiler.hooks[rule.hook])}(r, f, V, S, K, lg)")
        for subjects, node in rule.gives:
            if node.when is not None:
                with self.block(f"if {self.test(node.when, scope, node.where)}:"):
                    self.subjects(subjects, node, scope)
            else:
                self.subjects(subjects, node, scope)

    def subjects(self, subjects: tuple[str, ...], node: Node, scope: Scope) -> None:
        """One template, given to each thing of the record that it is for."""
        for name in subjects:
            variable = self.fresh("n")
            if name not in self.compiler.things:
                raise self.error(
                    node.where, f"no thing “{name}”; there are {', '.join(self.compiler.things)}"
                )
            self.line(f"{variable} = r.things[{name!r}]")
            self.properties(node, replace(scope, node=variable, anchor=variable, is_part=False))

    def error(self, where: Where, message: str) -> MappingError:
        """An error that names file, line and rule."""
        return MappingError(f"{where}: rule {self.rule.id}: {message}")

    # ------------------------------------------------------------ nodes

    def properties(self, node: Node, scope: Scope) -> None:
        """Classes and properties of a node."""
        for given in node.classes:
            self.given(RDF_TYPE, given, scope)
        for prop, where, item in node.properties:
            iri = self.term(prop, where)
            if isinstance(item, Given):
                self.given(iri, item, scope)
            elif item.is_list:
                self.list_of(iri, item, scope)
            else:
                self.node(iri, item, scope)

    def term(self, name: str, where: Where) -> str:
        """The IRI of a property or class; refuses what no vocabulary has."""
        try:
            return names.term(name).iri
        except VocabularyError as error:
            raise self.error(where, str(error)) from error

    def node(self, prop: str, node: Node, scope: Scope) -> None:
        """A statement whose object is a node of its own, and what is said of that."""
        if node.when is not None:
            with self.block(f"if {self.test(node.when, scope, node.where)}:"):
                self.node(prop, replace(node, when=None), scope)
            return
        with self.each(node.each, node.where, scope) as inner:
            if node.minted == "iri":
                assert node.key is not None
                self.stream_values(
                    node.key,
                    node.where,
                    inner,
                    lambda name, stream: self.iri_node(prop, node, inner, name, stream),
                )
            elif node.minted == "thing":
                self.thing(prop, node, inner)
            else:
                name = self.fresh("n")
                self.line(f"{name} = {self.part(node, inner)}")
                self.described(prop, node, inner, replace(inner, node=name, anchor=name, is_part=True))

    def iri_node(self, prop: str, node: Node, scope: Scope, name: str, stream: Stream) -> None:
        """A node whose IRI the record gives."""
        if stream.gives != "term":
            raise self.error(node.where, "iri: needs a value that is an IRI (| iri, | code(…))")
        variable = self.fresh("n")
        self.line(f"{variable} = {name}[1:-1]")
        self.described(prop, node, scope, replace(scope, node=variable))

    def thing(self, prop: str, node: Node, scope: Scope) -> None:
        """A node that is a thing with a URI of its own, shared by all records that name it."""
        assert node.key is not None

        def mint(name: str) -> None:
            variable = self.fresh("n")
            self.line(f"{variable} = r.mint({node.name!r}, {name})")
            inner = replace(scope, node=variable, anchor=variable, is_part=False)
            self.described(prop, replace(node, always=True), scope, inner)

        self.in_key = True
        value = node.key
        streams = [self.stream(p, node.where, scope) for p in value.alternatives]
        self.in_key = False
        listed = " or ".join(stream.listed() for stream in streams)
        key = self.fresh("w")
        with self.block(f"for {key} in ({listed})[:1]:"):
            mint(key)

    def part(self, node: Node, scope: Scope) -> str:
        """Expression for the IRI of a part."""
        joint = "-" if scope.is_part else "#"
        name = node.name.removesuffix("*")
        if not node.numbered:
            return f"f'{{{scope.anchor}}}{joint}{name}'"
        if node.key is not None:
            self.in_key = True
            listed = " or ".join(self.stream(p, node.where, scope).listed() for p in node.key.alternatives)
            self.in_key = False
            return f"f'{{{scope.anchor}}}{joint}{name}-' + r.digest_of({listed})"
        within = f"{scope.code}, {scope.current}" if scope.code else scope.current
        what = f"r.digest_of(({within},))" if within else "r.digest(f)"
        return f"f'{{{scope.anchor}}}{joint}{name}-{{{what}}}'"

    def described(self, prop: str, node: Node, outer: Scope, inner: Scope) -> None:
        """The statement that points to the node, and its description; nothing when nothing is said of it."""
        mark, before = self.fresh("m"), self.fresh("m")
        said = [item for _, _, item in node.properties if not _is_constant(item)]
        guarded = bool(said) and not node.always
        if guarded:
            self.line(f"{mark} = len(L)")
        self.write(f"<{{{outer.node}}}> <{prop}> <{{{inner.node}}}> .\\n")
        fixed = replace(
            node, properties=tuple(row for row in node.properties if guarded and _is_constant(row[2]))
        )
        self.properties(fixed, inner)
        if guarded:
            self.line(f"{before} = len(L)")
        rest = tuple(row for row in node.properties if not (guarded and _is_constant(row[2])))
        self.properties(replace(node, classes=(), properties=rest), inner)
        if guarded:
            self.line(f"if len(L) == {before}: del L[{mark}:]")

    def list_of(self, prop: str, node: Node, scope: Scope) -> None:
        """An RDF list of nodes, its cells named after the node it hangs on."""
        cells = self.fresh("m")
        self.line(f"{cells} = []")
        with self.each(node.each, node.where, scope) as inner:
            name = self.fresh("n")
            joint = "-" if scope.is_part else "#"
            base = f"{{{scope.anchor}}}{joint}{node.name.removesuffix('*')}"
            self.line(f"{name} = f'{base}-{{len({cells}) + 1}}'")
            self.line(f"{cells}.append({name})")
            self.properties(node, replace(inner, node=name, anchor=name, is_part=True))
        self.line(f"if {cells}: r.list(f'<{{{scope.node}}}> <{prop}>', {cells})")

    # ------------------------------------------------------------ values

    def given(self, prop: str, given: Given, scope: Scope) -> None:
        """Statements with a value as their object."""
        if given.when is not None:
            with self.block(f"if {self.test(given.when, scope, given.where)}:"):
                self.given(prop, replace(given, when=None), scope)
            return
        with self.each(given.each, given.where, scope) as inner:

            def write(name: str, stream: Stream) -> None:
                if stream.constant is not None:
                    text = stream.constant if stream.gives == "term" else values.escape(stream.constant)
                    spelled = _in_f_string(text)
                else:
                    spelled = f"{{{name}}}" if stream.gives == "term" else f"{{esc({name})}}"
                quoted = spelled if stream.gives == "term" else f'"{spelled}"{stream.suffix}'
                self.write(f"<{{{inner.node}}}> <{prop}> {quoted} .\\n")

            self.stream_values(given.value, given.where, inner, write)

    def suffix(self, value: grammar.Pipeline, where: Where) -> str:
        """What follows the quotation marks of a literal: a language tag or a datatype."""
        if value.datatype:
            return f"^^<{names.expand(value.datatype)}>"
        if value.language == "language":
            return "{la}"
        if value.language in self.compiler.variables:
            return f"{{lg or r.suffix({self.constant(value.language)})}}"
        if value.language:
            tag = values.language_tag(value.language)
            if tag is None:
                raise self.error(where, f"“{value.language}” is no language tag")
            return f"{{lg or {self.constant('@' + tag)}}}"
        return "{lg}"

    @contextmanager
    def each(self, value: grammar.Value | None, where: Where, scope: Scope) -> Iterator[Scope]:
        """A loop over values, or no loop when there is nothing to loop over."""
        if value is None:
            yield scope
            return
        current, code = self.fresh("c"), self.fresh("c")
        source = value.alternatives[0].source
        plain = len(value.alternatives) == 1 and not value.alternatives[0].calls
        if plain and source.kind == "sub" and not source.tag and len(self.codes(source)) > 1:
            self.reads(self.codes(source))
            wanted = self.constant(frozenset(self.codes(source)))
            with self.block(f"for {code}, {current} in V.subfields:"), self.block(f"if {code} in {wanted}:"):
                yield replace(scope, current=current, code=code)
            return
        listed = " or ".join(self.stream(p, where, scope).listed() for p in value.alternatives)
        with self.block(f"for {current} in {listed}:"):
            yield replace(scope, current=current, code="")

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
        if (constant := _constant_text(stream.each)) is not None:
            body(repr(constant), replace(stream, constant=constant))
            if got:
                self.line(f"{got} = True")
            return
        name = self.fresh("w")
        self.line(f"{name} = {stream.each}")
        with self.block(f"if {name}:"):
            if got:
                self.line(f"{got} = True")
            body(name, stream)
        if stream.refuses and last:
            self.line(
                f"elif {stream.before}: r.refuse({self.number}, f, {stream.refuses!r}, {stream.before})"
            )

    # ------------------------------------------------------------ pipelines

    def stream(self, pipeline: grammar.Pipeline, where: Where, scope: Scope) -> Stream:
        """Python text for a source and its functions."""
        stream = self.begin(pipeline.source, where, scope)
        for call in pipeline.calls:
            stream = self.through(stream, call, where)
        if pipeline.source.kind == "text" and pipeline.calls and not stream.many:
            stream = self.folded(stream, pipeline, where)
        return replace(stream, suffix=self.suffix(pipeline, where))

    def folded(self, stream: Stream, pipeline: grammar.Pipeline, where: Where) -> Stream:
        """A constant that goes through functions is worked out once, and must not be refused."""
        result = eval(stream.each, dict(self.namespace))  # noqa: S307 - our own text, made above
        if not result:
            called = ", ".join(call.name for call in pipeline.calls)
            raise self.error(where, f"“{pipeline.source.text}” is refused by {called}")
        return Stream(False, "", repr(result), stream.gives)

    def codes(self, source: grammar.Source) -> tuple[str, ...]:
        """The subfield codes (or, in a tree, the path) that a source names."""
        return (source.text,) if self.compiler.tree else tuple(source.text)

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
                return Stream(False, "", scope.current, "text")
            case "name" if source.text in self.compiler.things:
                return Stream(False, "", f"'<' + r.things[{source.text!r}] + '>'", "term")
            case "name":
                if source.text not in self.compiler.variables:
                    raise self.error(where, f"no variable “{source.text}”")
                return Stream(False, "", f"r.variables[{source.text!r}]", "text")
            case "word":
                return self.word(source.text, where, scope)
            case "has":
                return Stream(False, "", f"r.has({source.text!r})", "text")
        return self.subfields(source)

    def word(self, word: str, where: Where, scope: Scope) -> Stream:
        """Python text for a word about the field itself."""
        field = "f" if self.in_key else "V"
        spelled = {
            "ind1": "f.indicators[:1]",
            "ind2": "f.indicators[1:2]",
            "tag": "f.tag",
            "field": f"(r, {field})",
            "record": "(r, None)",
            "code": scope.code,
        }[word]
        if not spelled:
            raise self.error(where, "“code” has no meaning outside each: over several subfields")
        return Stream(False, "", spelled, "field" if word in ("field", "record") else "text")

    def sliced(self, source: grammar.Source) -> str:
        """Characters of the leader or of a control field."""
        span = f"[{source.start}:{source.end}]"
        if source.tag == "leader":
            return f"r.leader{span}"
        if source.tag:
            return f"r.control({source.tag!r}){span}"
        self.reads(("",))
        return f"S.get('', ('',))[0]{span}"

    def subfields(self, source: grammar.Source) -> Stream:
        """Each subfield of one code, or several codes as one text."""
        codes = self.codes(source)
        if source.tag:
            return Stream(True, f"r.values({source.tag!r}, {codes!r})", "v", "text")
        if source.text == "*":
            self.masks[-1] = -1
            return Stream(False, "", f"r.whole({'f' if self.in_key else 'V'})", "text")
        if not self.in_key:
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
            raise self.error(where, f"no function “{call.name}”")
        if stream.gives == "term" or (known.takes == "field") != (stream.gives == "field"):
            raise self.error(where, f"“{call.name}” takes a {known.takes}, not a {stream.gives}")
        try:
            name = self.constant(known.bound(call.arguments))
        except (MappingError, VocabularyError, ValueError) as error:
            raise self.error(where, str(error)) from error
        if known.takes == "field":
            self.reads(tuple(call.arguments[0] if call.arguments else known.reads))
            return Stream(False, "", f"{name}{stream.each}", known.gives)
        if known.takes == "texts":
            return Stream(True, f"{name}({stream.listed()})", "v", "text")
        if known.gives == "texts":
            return Stream(True, f"[y for x in {stream.listed()} for y in {name}(x)]", "v", "text")
        refuses = f"{call.name}({', '.join(call.arguments)})" if known.refuses else ""
        return Stream(stream.many, stream.over, f"{name}({stream.each})", known.gives, refuses, stream.each)

    def table(self, stream: Stream, call: grammar.Call, where: Where) -> Stream:
        """A look-up in a table of the mapping: terms when all its values are terms, else text."""
        if len(call.arguments) != 1 or call.arguments[0] not in self.compiler.tables:
            raise self.error(where, f"no table “{', '.join(call.arguments)}”")
        rows = self.compiler.tables[call.arguments[0]]
        is_terms = all(_is_term(value) for value in rows.values() if value)
        if is_terms:
            rows = {key: f"<{self.term(value, where)}>" if value else "" for key, value in rows.items()}
        name = self.constant(rows)
        default = rows.get("*", "")
        look_up = f"{name}.get({stream.each}, {default!r})"
        return Stream(stream.many, stream.over, look_up, "term" if is_terms else "text")

    # ------------------------------------------------------------ conditions

    def test(self, condition: grammar.Condition, scope: Scope, where: Where) -> str:
        """A Python expression that is true when the condition holds."""
        if isinstance(condition, grammar.Logic):
            inner = [f"({self.test(part, scope, where)})" for part in condition.parts]
            return f"not {inner[0]}" if condition.operator == "not" else f" {condition.operator} ".join(inner)
        stream = self.stream(condition.operand, where, scope)
        if stream.gives == "field":
            raise self.error(where, "a condition compares text")
        if not condition.operator:
            return f"any({stream.listed()})" if stream.many else stream.each
        against = tuple("" if a == "blank" else a for a in condition.against)
        compare = self.comparison(condition.operator, against)
        if not stream.many:
            return compare.format(f"({stream.each}).strip()" if against == ("",) else stream.each)
        negated = condition.operator == "!="
        return f"{'all' if negated else 'any'}({compare.format('w')} for w in {stream.listed()})"

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


def _is_constant(item: Item) -> bool:
    """Whether an item says the same for every record."""
    if isinstance(item, Node):
        return False
    return all(p.source.kind in ("text", "iri") for p in item.value.alternatives) and item.each is None


def _is_term(text: str) -> bool:
    prefix, colon, _ = text.partition(":")
    return bool(colon) and (prefix in names.PREFIXES)


def _in_f_string(text: str) -> str:
    """A text as it stands inside an f-string between single quotes."""
    for mark, written in (("\\", "\\\\"), ("'", "\\'"), ("{", "{{"), ("}", "}}"), ("\n", "\\n")):
        text = text.replace(mark, written)
    return text


def _constant_text(expression: str) -> str | None:
    """The text that a Python expression is, when it is nothing but that text."""
    try:
        value = ast.literal_eval(expression)
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, str) and value else None
