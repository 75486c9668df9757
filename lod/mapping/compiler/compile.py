"""A rule becomes one Python function that writes N-Triples text: what is read once is not decided per record.

The function gets the run (`r`), the field the rule is applied to (`f`), the field whose text is read (`V`:
`f` itself or the same field in another script), the subfields by code of both (`S` of `V`, `K` of `f`), and
the language suffix of texts (`lg`). It returns the bits of the subfield codes that it accounted for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from typing import Any

from lod.mapping.compiler.code_writer import LANGUAGES, Scope, Stream, in_f_string
from lod.mapping.compiler.compiled_rule import Compiled
from lod.mapping.compiler.loops import LoopWriter
from lod.mapping.compiler.preconditions import is_constant, is_plain, required_subfields
from lod.mapping.language import grammar
from lod.mapping.language.rules import Given, Item, Node, Rule, RuleFile, Where
from lod.mapping.language.subfield_groups import splitter
from lod.rdf import literals, namespaces

RDF_TYPE = namespaces.expand("rdf:type")
OF_TEXT = "t = S.get('', ('',))[0]"
"""How a rule gets at the text of a control field."""


class Compiler:
    """Compiles the rules of a mapping; `bits` numbers subfield codes, `few` are variables with few values."""

    def __init__(
        self,
        bits: dict[str, int],
        variables: frozenset[str],
        source: RuleFile,
        hooks: dict[str, Callable[..., None]],
        tree: bool = False,
        few: Iterable[str] = (),
    ) -> None:
        self.bits = bits
        self.few = frozenset(f"r.variables[{name!r}]" for name in few)
        self.paths: set[str] = set()
        """In a tree, the paths that rules ask for, from the elements that they are at."""
        self.things: Mapping[str, str] = source.things
        self.parts = frozenset(source.parts)
        self.variables = variables
        self.tables = source.tables
        self.hooks = hooks
        self.tree = tree

    def bit(self, code: str) -> int:
        """The bit of a subfield code; bit 0 is for codes that no rule knows."""
        return self.bits.setdefault(code, 1 << (len(self.bits) + 1))

    def rule(self, rule: Rule) -> Compiled:
        """The function of a rule, and what it asks of the rest of its record."""
        writer = RuleCompiler(self, rule)
        writer.asks_named(splitter(rule.groups).asks if rule.groups else "")
        source, namespace = writer.source()
        exec(compile(source, f"<{rule.where}>", "exec"), namespace)  # noqa: S102 - our own text, made above
        return Compiled(
            namespace["rule"],
            tuple(writer.asked) if writer.pure else None,
            "" if rule.hook else source,
            namespace,
            tuple(ask for ask in writer.asked if ask.startswith("r.leader[") or ask in self.few),
        )

    def variable(self, name: str, value: grammar.Value, where: Where) -> Callable[[Any], str]:
        """The function that gives a variable of a record, or the key of a thing."""
        writer = RuleCompiler(self, Rule(name, where, ("record",), ()))
        writer.line("def rule(r):")
        writer.depth += 1
        writer.line(f"f = V = r.root; S = K = r.subfields(V); {OF_TEXT}; u = 0")
        writer.stream_values(
            value, where, Scope("", "", False), lambda name, _: writer.line(f"return {name}")
        )
        writer.line("return ''")
        exec(compile("\n".join(writer.lines), f"<{where}>", "exec"), writer.namespace)  # noqa: S102
        made: Callable[[Any], str] = writer.namespace["rule"]
        return made


class RuleCompiler(LoopWriter):
    """Writes the Python function of one rule."""

    def __init__(self, compiler: Compiler, rule: Rule) -> None:
        super().__init__(compiler, rule)
        self.hooks = compiler.hooks

    def source(self) -> tuple[str, dict[str, Any]]:
        """The whole function and the names it uses."""
        rule = self.rule
        self.line("def rule(r, f, V, S, K, lg):")
        self.depth += 1
        scope = Scope("", "", False)
        if rule.when is not None:
            self.line(f"if not ({self.test(rule.when, scope, rule.where)}): return 0")
        self.line("L = r.lines; o = L.append")
        at = len(self.lines)
        with self.each(rule.each, rule.where, scope) as scope:
            self.bodies(rule, scope)
        self.lines.insert(at, f"    u = {self.masks[0]}")
        for name, text in LANGUAGES.items():
            if any(f"{{{name}" in line for line in self.lines):
                self.lines.insert(at, f"    {name} = {text}")
        self.line("return u")
        if self.spans:
            self.lines.insert(1, f"    {OF_TEXT}")
        return "\n".join(self.lines), self.namespace

    def bodies(self, rule: Rule, scope: Scope) -> None:
        """What the rule gives to each of its subjects."""
        self.reads(tuple(rule.reads))
        if rule.hook:
            if rule.hook not in self.hooks:
                raise self.error(rule.where, f"no hook “{rule.hook}”")
            self.pure = False
            self.line(f"{self.constant(self.hooks[rule.hook])}(r, f, V, S, K, lg)")
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
            if name not in self.names.things and name not in self.names.parts:
                there = ", ".join((*self.names.things, *sorted(self.names.parts)))
                raise self.error(node.where, f"no thing “{name}”; there are {there}")
            self.line(f"{variable} = r.things[{name!r}]")
            is_part = name in self.names.parts
            self.properties(node, scope._replace(node=variable, anchor=variable, is_part=is_part))

    def properties(self, node: Node, scope: Scope) -> None:
        """Classes and properties of a node."""
        for given in node.classes:
            self.given(RDF_TYPE, given, scope)
        for _, alike in groupby(node.properties, key=lambda row: id(row[2])):
            rows = list(alike)
            item = rows[0][2]
            iris = [self.term(prop, where) for prop, where, _ in rows]
            if isinstance(item, Given):
                self.given(" ".join(iris), item, scope)
                continue
            for iri in iris:
                if item.members:
                    self.list_of(iri, item, scope)
                else:
                    self.node(iri, item, scope)

    @contextmanager
    def worthwhile(self, item: Item) -> Iterator[None]:
        """A block that is entered when the field has what the item needs; none when that cannot be told."""
        codes = () if self.names.tree else sorted(required_subfields(item))
        if codes:
            with self.block(f"if {' or '.join(f'{code!r} in S' for code in codes)}:"):
                yield
        else:
            yield

    def node(self, prop: str, node: Node, scope: Scope) -> None:
        """A statement whose object is a node of its own, and what is said of that."""
        with self.worthwhile(node):
            self.made(prop, node, scope)

    def made(self, prop: str, node: Node, scope: Scope) -> None:
        """A node whose field has what it needs."""
        if not node.scripts:
            with self.block("if V is f:"):
                self.made(prop, replace(node, scripts=True), scope)
            return
        if node.groups:
            with self.pieces(node.groups):
                self.made(prop, replace(node, groups=""), scope)
            return
        if node.when is not None and not self.of_each(node):
            with self.block(f"if {self.test(node.when, scope, node.where)}:"):
                self.made(prop, replace(node, when=None), scope)
            return
        with self.each(node.each, node.where, scope, node.when) as inner:
            if node.minted == "iri":
                self.stream_values(
                    _key(node),
                    node.where,
                    inner,
                    lambda name, stream: self.iri_node(prop, node, inner, name, stream),
                )
            elif node.minted == "thing":
                self.thing(prop, node, inner)
            else:
                name = self.fresh("n")
                self.line(f"{name} = {self.part(node, inner)}")
                part = inner._replace(node=name, anchor=name, is_part=True)
                if node.address:
                    self.addressed(prop, node, inner, part)
                else:
                    self.described(prop, node, inner, part)

    def addressed(self, prop: str, node: Node, outer: Scope, part: Scope) -> None:
        """A part that has the IRI which the record gives; then nothing of ours is hung on it."""
        called = self.address(node, outer, part.node)
        inner = part._replace(node=called)
        plain = tuple(row for row in node.properties if not _is_part(row[2]))
        with self.block(f"if {called} is {part.node}:"):
            self.described(prop, node, outer, inner)
        with self.block("else:"):
            self.described(prop, replace(node, properties=plain, always=True), outer, inner)

    @contextmanager
    def pieces(self, groups: str) -> Iterator[None]:
        """A block in which the field is one of the pieces that it is taken apart into."""
        split = splitter(groups)
        self.asks_named(split.asks)
        whole = self.fresh("g")
        self.line(f"{whole} = f, V, S, K")
        with self.block(f"for f, K, V, S in r.pieces(f, V, {self.constant(split)}):"):
            yield
        self.line(f"f, V, S, K = {whole}")

    def address(self, node: Node, scope: Scope, part: str) -> str:
        """Python name of the IRI of a part, which the record may give."""
        name = self.fresh("n")
        self.line(f"{name} = {part}")

        def found(value: str, stream: Stream) -> None:
            if stream.gives != "term":
                raise self.error(node.where, "iri: needs a value that is an IRI (| iri, | code(…))")
            self.line(f"{name} = {value}[1:-1]")

        self.stream_values(node.address or grammar.Value(()), node.where, scope, found)
        return name

    def iri_node(self, prop: str, node: Node, scope: Scope, name: str, stream: Stream) -> None:
        """A node whose IRI the record gives."""
        if stream.gives != "term":
            raise self.error(node.where, "iri: needs a value that is an IRI (| iri, | code(…))")
        variable = self.fresh("n")
        self.line(f"{variable} = {name}[1:-1]")
        self.described(prop, node, scope, scope._replace(node=variable))

    def thing(self, prop: str, node: Node, scope: Scope) -> None:
        """A node that is a thing with a URI of its own, shared by all records that name it."""
        with self.key_of(node, scope) as key:
            variable = self.fresh("n")
            kind = self.names.things.get(node.name, node.name)
            self.line(f"{variable} = r.{'own_of' if node.of else 'mint'}({kind!r}, {key})")
            inner = scope._replace(node=variable, anchor=variable, is_part=False)
            self.described(prop, replace(node, always=True), scope, inner)

    @contextmanager
    def key_of(self, node: Node, scope: Scope) -> Iterator[str]:
        """A block in which a name stands for the key of a thing; skipped when there is none."""
        self.in_key = not node.of
        streams = [self.stream(p, node.where, scope) for p in _key(node).alternatives]
        self.in_key = False
        key = self.fresh("w")
        if len(streams) == 1 and not streams[0].many:
            self.line(f"{key} = {streams[0].each}")
            head = f"if {key}:"
        else:
            head = f"for {key} in ({' or '.join(stream.listed() for stream in streams)})[:1]:"
        with self.block(head):
            yield key

    def part(self, node: Node, scope: Scope) -> str:
        """Expression for the IRI of a part."""
        joint = "-" if scope.is_part else "#"
        name = node.name.removesuffix("*")
        listed = ""
        if node.key is not None and (node.named or node.numbered):
            self.in_key = True
            listed = " or ".join(self.stream(p, node.where, scope).listed() for p in node.key.alternatives)
            self.in_key = False
        if listed and node.named:
            return f"f'{{{scope.anchor}}}{joint}' + r.name_of({listed})"
        if not node.numbered:
            return f"f'{{{scope.anchor}}}{joint}{name}'"
        if listed:
            return f"f'{{{scope.anchor}}}{joint}{name}-' + r.digest_of({listed})"
        within = "" if scope.element else f"{scope.code}, {scope.own}" if scope.code else scope.own
        what = f"r.digest_of(({within},))" if within else "r.digest(f)"
        return f"f'{{{scope.anchor}}}{joint}{name}-{{{what}}}'"

    def described(self, prop: str, node: Node, outer: Scope, inner: Scope) -> None:
        """The statement that points to the node, and its description; nothing when nothing is said of it."""
        mark, before = self.fresh("m"), self.fresh("m")
        said = [item for _, _, item in node.properties if not is_constant(item)]
        guarded = bool(said) and not node.always
        if guarded:
            self.line(f"{mark} = len(L)")
        self.write(f"<{{{outer.node}}}> <{prop}> <{{{inner.node}}}> .\\n")
        fixed = replace(
            node, properties=tuple(row for row in node.properties if guarded and is_constant(row[2]))
        )
        self.properties(fixed, inner)
        if guarded:
            self.line(f"{before} = len(L)")
        rest = tuple(row for row in node.properties if not (guarded and is_constant(row[2])))
        self.properties(replace(node, classes=(), properties=rest), inner)
        if guarded:
            self.line(f"if len(L) == {before}: del L[{mark}:]")

    def list_of(self, prop: str, node: Node, scope: Scope) -> None:
        """An RDF list of nodes, its cells named after the node it hangs on."""
        cells, base = self.fresh("m"), self.fresh("n")
        self.line(f"{cells} = []")
        self.line(f"{base} = f'{{{scope.anchor}}}{'-' if scope.is_part else '#'}{node.name}'")
        for member in node.members:
            self.member(member, scope, cells, base)
        self.line(f"if {cells} and V is f: r.list(f'<{{{scope.node}}}> <{prop}>', {base}, {cells})")

    def member(self, node: Node, scope: Scope, cells: str, base: str) -> None:
        """The nodes of an RDF list that one template makes."""
        if not node.scripts:
            with self.block("if V is f:"):
                self.member(replace(node, scripts=True), scope, cells, base)
            return
        if node.when is not None and not self.of_each(node):
            with self.block(f"if {self.test(node.when, scope, node.where)}:"):
                self.member(replace(node, when=None), scope, cells, base)
            return
        if node.groups:
            with self.pieces(node.groups):
                self.member(replace(node, groups=""), scope, cells, base)
            return
        with self.each(node.each, node.where, scope, node.when) as inner:
            name = self.fresh("n")
            if node.minted == "thing":
                with self.key_of(node, inner) as key:
                    self.line(f"{name} = r.mint({node.name!r}, {key})")
                    self.line(f"{cells}.append({name})")
                    self.properties(node, inner._replace(node=name, anchor=name, is_part=False))
            else:
                self.line(f"{name} = f'{{{base}}}-{{len({cells}) + 1}}'")
                self.line(f"{cells}.append({name})")
                self.properties(node, inner._replace(node=name, anchor=name, is_part=True))

    def given(self, prop: str, given: Given, scope: Scope) -> None:
        """Statements with a value as their object."""
        if given.each is None and is_plain(given.value):
            self.said(prop, given, scope)
        else:
            with self.worthwhile(given):
                self.said(prop, given, scope)

    def said(self, prop: str, given: Given, scope: Scope) -> None:
        """Statements whose field has what their value needs; several properties have the same value."""
        if not given.scripts:
            with self.block("if V is f:"):
                self.said(prop, replace(given, scripts=True), scope)
            return
        if given.when is not None and not self.of_each(given):
            with self.block(f"if {self.test(given.when, scope, given.where)}:"):
                self.said(prop, replace(given, when=None), scope)
            return
        with self.each(given.each, given.where, scope, given.when, paired=False) as inner:

            def write(name: str, stream: Stream) -> None:
                if stream.constant is not None:
                    text = stream.constant if stream.gives == "term" else literals.escape(stream.constant)
                    spelled = in_f_string(text)
                else:
                    spelled = f"{{{name}}}" if stream.gives == "term" else f"{{esc({name})}}"
                for iri in prop.split(" "):
                    suffix = "" if stream.suffix == "{lg}" and iri in _IN_NO_LANGUAGE else stream.suffix
                    quoted = spelled if stream.gives == "term" else f'"{spelled}"{suffix}'
                    self.write(f"<{{{inner.node}}}> <{iri}> {quoted} .\\n")

            self.stream_values(given.value, given.where, inner, write)


_IN_NO_LANGUAGE = frozenset(
    map(
        namespaces.expand,
        ("bf:code", "rdf:value", "schema:identifier", "schema:isbn", "schema:issn", "schema:position"),
    )
)
"""What has a code or a number, which is the same in each script that a field is in."""


def _key(node: Node) -> grammar.Value:
    """What the IRI of a node is made from; the reader of rules has seen to it that there is something."""
    return node.key or grammar.Value(())


def _is_part(item: Item) -> bool:
    """Whether an item is a part of the node it hangs on."""
    return isinstance(item, Node) and item.minted == "part"
