"""Rules read from YAML, with shapes unfolded, and everything that stands in the wrong place refused."""

from __future__ import annotations

from collections.abc import Iterator

from lod.errors import MappingError
from lod.mapping.language import grammar, pica_paths
from lod.mapping.language.rules import Example, Given, Item, Node, Rule, Where
from lod.mapping.language.subfield_groups import splitter
from lod.mapping.language.tree_paths import conditional, steps
from lod.mapping.language.yaml_loader import Block, Sequence, Text, Tree
from lod.mapping.runtime.trees import names_in

NODE_KEYS = frozenset(
    {
        *("groups", "part", "thing", "iri", "key", "of", "by", "list", "value"),
        *("a", "when", "each", "use", "with", "always", "scripts"),
    }
)
RULE_KEYS = frozenset(
    {"rule", "from", "when", "each", "groups", "why", "spec", "gives", "hook", "reads", "examples"}
)


class RuleReader:
    """Reads the rules of one file; shapes of all files of the mapping are known to it."""

    def __init__(self, file: str, shapes: dict[str, Block]) -> None:
        self.file = file
        self.shapes = shapes
        self.speaks = False
        """Whether a value asked for the language that its element is in."""

    def where(self, tree: Tree | int) -> Where:
        """The place of a piece of YAML."""
        return Where(self.file, tree if isinstance(tree, int) else tree.line)

    def error(self, tree: Tree | int, message: str) -> MappingError:
        """A MappingError that begins with file and line."""
        return MappingError(f"{self.where(tree)}: {message}")

    def text(self, tree: Tree | None, parent: Tree, what: str) -> str:
        """A scalar; raises MappingError when it is missing or something else."""
        if not isinstance(tree, Text):
            raise self.error(parent if tree is None else tree, f"expected {what}")
        return str(tree)

    def value(self, tree: Tree) -> grammar.Value:
        """A value of the small language."""
        text = self.text(tree, tree, "a value such as $a | chop")
        try:
            value = grammar.read_value(text)
        except MappingError as error:
            raise self.error(tree, str(error)) from error
        self.speaks = self.speaks or any(pipeline.language == "lang" for pipeline in value.alternatives)
        return value

    def condition(self, tree: Tree | None) -> grammar.Condition | None:
        """A condition of the small language, or None when there is none."""
        if tree is None:
            return None
        try:
            return grammar.read_condition(self.text(tree, tree, "a condition such as ind2 = 0"))
        except MappingError as error:
            raise self.error(tree, str(error)) from error

    # ------------------------------------------------------------ rules

    def rule(self, tree: Tree) -> Rule:
        """A rule with its nodes and examples."""
        if not isinstance(tree, Block):
            raise self.error(tree, "expected a rule with the keys rule, from, gives")
        self.known(tree, RULE_KEYS, "rule")
        name = self.text(tree.get("rule"), tree, "rule: the id of this rule")
        tags, occurrences = self.tags(tree)
        return Rule(
            id=name,
            where=self.where(tree),
            tags=tags,
            gives=tuple(self.gives(tree)),
            when=pica_paths.all_of(occurrences, self.condition(tree.get("when"))),
            each=self.value(tree["each"]) if "each" in tree else None,
            why=str(tree.get("why", "")),
            spec=str(tree.get("spec", "")),
            hook=str(tree.get("hook", "")),
            reads=str(tree.get("reads", "")) or splitter(self.grouping(tree)).reads,
            groups=self.grouping(tree),
            examples=tuple(self.examples(tree)),
        )

    def tags(self, tree: Block) -> tuple[tuple[str, ...], grammar.Condition | None]:
        """The tags of the fields that a rule reads; a condition where only some occurrences are meant."""
        text = self.text(tree.get("from"), tree, "from: the fields this rule reads")
        if test := next((test for step in steps(text) if (test := conditional(step))), None):
            expected = f'{test.tag}, with when: ${test.key} = "{test.value}"'
            raise self.error(tree.lines["from"], f"from: found “{text}”, expected {expected}")
        try:
            return pica_paths.without_occurrences(names_in(text))
        except MappingError as error:
            raise self.error(tree.lines["from"], str(error)) from error

    def grouping(self, tree: Block) -> str:
        """The way a rule takes its field apart, tried out; empty when it does not."""
        how = str(tree.get("groups", ""))
        try:
            splitter(how)
        except MappingError as error:
            raise self.error(tree.lines["groups"], str(error)) from error
        return how

    def known(self, tree: Block, keys: frozenset[str], what: str) -> None:
        """Raise MappingError at a key that a rule, or a node, does not have."""
        for key in tree:
            if key not in keys:
                article = "an" if what[0] in "aeiou" else "a"
                there_are = ", ".join(sorted(keys))
                raise self.error(tree.lines[key], f"{article} {what} has no key “{key}”; it has {there_are}")

    def gives(self, tree: Block) -> Iterator[tuple[tuple[str, ...], Node]]:
        """Pairs of subjects and the template that all of them get."""
        gives = tree.get("gives")
        if gives is None:
            if "hook" in tree:
                return
            raise self.error(tree, "a rule needs gives: or hook:")
        if not isinstance(gives, Block):
            raise self.error(gives, "gives: expected things (work, instance …), each with properties")
        for subjects, template in gives.items():
            if not isinstance(template, Block):
                raise self.error(template, f"{subjects}: expected properties and their values")
            names = tuple(subjects.replace(",", " ").split())
            node = self.node(template, minted="subject", name=names[0])
            yield names, node

    def examples(self, tree: Block) -> Iterator[Example]:
        """The examples of a rule."""
        for example in _items(tree.get("examples")):
            if not isinstance(example, Block):
                raise self.error(example, "an example has in: and out:")
            self.known(example, frozenset({"in", "out"}), "example")
            fields = example.get("in")
            lines = "\n".join(str(line) for line in _items(fields))
            yield Example(lines, str(example.get("out", "")), self.where(example))

    # ------------------------------------------------------------ nodes

    def node(self, tree: Block, minted: str = "", name: str = "") -> Node:
        """A node template, with the shape it uses unfolded into it."""
        tree = self.unfold(tree)
        if not minted:
            minted, name, key = self.minting(tree)
        else:
            key = None
        properties = tuple(
            (name, self.where(tree.lines[prop]), item)
            for prop in tree
            if prop not in NODE_KEYS
            for item in self.items(tree[prop])
            for name in prop.split()
        )
        return Node(
            minted=minted,
            name=name,
            where=self.where(tree),
            key=key,
            classes=tuple(item for c in _items(tree.get("a")) for item in self.classes(c)),
            properties=properties,
            when=self.condition(tree.get("when")),
            each=self.value(tree["each"]) if "each" in tree else None,
            address=self.value(tree["iri"]) if "iri" in tree and "part" in tree else None,
            always=str(tree.get("always", "")) in ("yes", "true"),
            of="of" in tree,
            groups=self.grouping(tree),
            scripts=_scripts(tree),
        )

    def list_of(self, tree: Block) -> Node:
        """An RDF list: the nodes of one template, or of several, one after the other."""
        members = []
        for inner in _items(tree["list"]):
            if not isinstance(inner, Block):
                raise self.error(inner, "list: expected a node, or several")
            members.append(self.node(inner))
        named = [member.name.removesuffix("*") for member in members if member.minted == "part"]
        return Node("list", named[0] if named else "list", self.where(tree), members=tuple(members))

    def minting(self, tree: Block) -> tuple[str, str, grammar.Value | None]:
        """How the node gets its IRI: (way, name, key)."""
        ways = [way for way in ("part", "thing", "iri") if way in tree]
        if len(ways) != 1 and ways != ["part", "iri"]:
            raise self.error(tree, "a node needs one of part:, thing: or iri:")
        text = self.text(tree[ways[0]], tree, f"{ways[0]}: a text")
        if ways[0] == "iri":
            return "iri", "", self.value(tree["iri"])
        key = tree.get("key") or tree.get("of") or tree.get("by")
        if ways[0] == "thing" and key is None:
            raise self.error(tree, "a thing needs key: what tells it from others of its kind")
        return ways[0], text, self.value(key) if key is not None else None

    def classes(self, tree: Tree) -> Iterator[Given]:
        """A class, or a class under a condition."""
        for item in self.items(tree):
            if isinstance(item, Node):
                raise self.error(tree, "a: expected a class or a value that yields one")
            yield item

    def items(self, tree: Tree) -> Iterator[Item]:
        """What stands behind a property: values, nodes, or a list of them."""
        if isinstance(tree, Text):
            yield Given(self.value(tree), self.where(tree))
        elif isinstance(tree, Sequence):
            for item in tree:
                yield from self.items(item)
        elif "list" in tree:
            yield self.list_of(tree)
        elif "value" in tree:
            self.known(tree, frozenset({"value", "when", "each", "scripts"}), "value")
            each = self.value(tree["each"]) if "each" in tree else None
            when = self.condition(tree.get("when"))
            for value in _items(tree["value"]):
                yield Given(self.value(value), self.where(value), when, each, _scripts(tree))
        else:
            yield self.node(tree)

    def unfold(self, tree: Block) -> Block:
        """The block with the shape that `use:` names put under it; own keys win, properties add up."""
        if "use" not in tree:
            return tree
        merged = Block()
        merged.line, merged.lines = tree.line, {}
        for name in self.text(tree["use"], tree, "use: names of shapes").split():
            self.add(merged, self.shape(name, tree))
        self.add(merged, tree)
        return merged

    def shape(self, name: str, tree: Block) -> Block:
        """The shape with a name, filled in as the block that uses it says."""
        if name not in self.shapes:
            raise self.error(tree["use"], f"no shape “{name}”; there are {', '.join(sorted(self.shapes))}")
        arguments = tree.get("with", Block())
        words = arguments if isinstance(arguments, Block) else Block()
        return _fill(self.unfold(_fill(self.shapes[name], words)), words)

    def add(self, merged: Block, tree: Block) -> None:
        """Put the keys of a block over those of another: words of the language win, properties add up."""
        for key, value in tree.items():
            if key in ("use", "with"):
                continue
            if key in merged and (key not in NODE_KEYS or key == "a"):
                both = Sequence([*_items(merged[key]), *_items(value)])
                both.line = value.line
                merged[key] = both
            else:
                merged[key] = value
            merged.lines.setdefault(key, tree.lines[key])


def _scripts(tree: Block) -> bool:
    """Whether a node or value is made of the field in other scripts too."""
    return str(tree.get("scripts", "")) not in ("no", "false")


def _items(tree: Tree | None) -> list[Tree]:
    if tree is None:
        return []
    return list(tree) if isinstance(tree, Sequence) else [tree]


def _fill(tree: Block, arguments: Block) -> Block:
    """A shape with `{name}` replaced by the argument of that name."""
    filled = Block()
    filled.line, filled.lines = tree.line, dict(tree.lines)
    for key, value in tree.items():
        filled[key] = _fill_in(value, arguments)
    return filled


def _fill_in(tree: Tree, arguments: Block) -> Tree:
    if isinstance(tree, Block):
        return _fill(tree, arguments)
    if isinstance(tree, Sequence):
        items = Sequence(_fill_in(item, arguments) for item in tree)
        items.line = tree.line
        return items
    text = str(tree)
    for name, value in arguments.items():
        if text == "{" + name + "}":
            return value
        text = text.replace("{" + name + "}", str(value))
    filled = Text(text)
    filled.line = tree.line
    return filled
