"""A mapping that runs: records in, N-Triples text out, with an account of what became of each subfield."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass, replace
from functools import cached_property

from lod import __version__
from lod.errors import MappingError
from lod.mapping.compiler.compile import Compiler
from lod.mapping.compiler.compiled_rule import Compiled
from lod.mapping.language import grammar
from lod.mapping.language.rules import Rule, RuleFile, Where
from lod.mapping.language.subfield_groups import by_group
from lod.mapping.runtime import trees
from lod.mapping.runtime.alternate_scripts import linked_fields, pair_by_number, pair_scripts
from lod.mapping.runtime.batch import FEW, TOGETHER, run_tags, run_together
from lod.mapping.runtime.explanation import Explained, LeftOut, explained, failed_rule, left_out
from lod.mapping.runtime.hooks import HOOKS
from lod.mapping.runtime.output_lines import marks_for
from lod.mapping.runtime.path_rules import PathRules
from lod.mapping.runtime.plan import Plan, Shelf
from lod.mapping.runtime.record_filter import Glance, test_of
from lod.mapping.runtime.record_run import Issue, Run, fits
from lod.mapping.runtime.specialized_rules import Pieces
from lod.rdf import iris, literals
from lod.record import Field, Record

SOFTWARE = f"lod-collections {__version__}"
"""How descriptions say what made them: without a date, so that the same record gives the same description."""

Paired = tuple[list[Field], dict[int, list[Field]]]


def _alone(fields: list[Field]) -> Paired:
    """Fields of which none repeats another: those of a tree."""
    return fields, {}


_PAIRED: dict[str, Callable[[list[Field]], Paired]] = {"pica": pair_by_number, "marc21": pair_scripts}

RuleFunction = Callable[[Run, "Field | None", Field, dict[str, list[str]], dict[str, list[str]], str], int]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a record became."""

    statements: str
    """N-Triples lines, each once, in the order they were made."""
    issues: tuple[Issue, ...]
    """Values that a rule refused, each with rule and field."""


class Mapping:
    """Rules that were checked and can run; `version` changes with any of them."""

    def __init__(
        self,
        names: tuple[str, ...],
        rules: RuleFile,
        version: str,
        records: grammar.Condition | None = None,
    ) -> None:
        self.names = names
        self.records = records
        """Which records it is for; None when it is for all that `others` are not for."""
        self.others: tuple[Mapping, ...] = ()
        """Mappings for records of another sort, which stand beside this one."""
        self.source = rules
        self.version = version
        self.bits: dict[str, int] = {}
        variables = frozenset(rules.variables) | Run.BUILT_IN
        self.once = {f"<{p}>": f"<{other}>" for p, other in rules.once.items()}
        """Properties of which a thing has one in each language, and what a second one becomes."""
        self.tree = rules.format not in trees.FLAT
        """Whether the records are trees, whose elements are known by their path."""
        few = (Run.OF_COLLECTION - rules.variables.keys()) | _few(rules.variables)
        self.compiler = Compiler(self.bits, variables, rules, HOOKS, self.tree, few)
        self._made: dict[int, Compiled] = {}
        self._where = Where(", ".join(names), 0)

    @property
    def rules(self) -> list[Rule]:
        """The rules, in the order in which they are tried."""
        return self.source.rules

    @cached_property
    def variables(self) -> list[tuple[str, Callable[[Run], str]]]:
        """The mapping's own variables and the functions that give them."""
        return [
            (name, self.compiler.variable(f"variable {name}", value, self._where))
            for name, value in self.source.variables.items()
        ]

    @cached_property
    def keys(self) -> list[tuple[str, str, Callable[[Run], str]]]:
        """The things of a record that are shared by others: their kind, and what gives their key."""
        return [
            (name, self.source.things[name], self.compiler.variable(f"thing {name}", value, self._where))
            for name, value in self.source.keys.items()
        ]

    @cached_property
    def wanted(self) -> trees.Wanted:
        """In a tree, the paths that rules ask for, with what they begin with."""
        return trees.path_prefixes(self.every_path)

    @cached_property
    def every_path(self) -> frozenset[str]:
        """In a tree, the paths that rules, variables and keys ask for."""
        self.check()
        return self.variable_paths | self.compiler.paths

    @cached_property
    def variable_paths(self) -> frozenset[str]:
        """In a tree, the paths that variables and keys of things read."""
        read = [*self.source.variables.values(), *self.source.keys.values()]
        found = [p.source for value in read for p in value.alternatives]
        return frozenset(source.text for source in found if source.kind == "sub")

    def compiled(self, rule: Rule) -> Compiled:
        """A rule as a function; compiled when it is first needed."""
        made = self._made.get(id(rule))  # not by file and line: a site's file may have the name of ours
        if made is None:
            made = self.compiler.rule(rule)
            if self.tree:  # what an element is made of stands below it, not in it
                made = replace(made, asks=None)
            if rule.groups:
                pieces = Pieces(made, self.bits)
                grouped = by_group(made.function, rule.groups, pieces.run)
                made = replace(made, function=grouped, text="")
            self._made[id(rule)] = made
        return made

    @cached_property
    def is_for(self) -> Callable[[Glance], bool] | None:
        """The test of whether it is for a record, as its `records:` states."""
        return test_of(self.records, self.compiler) if self.records else None

    def takes(self, record: Record) -> bool:
        """Whether it is for this record."""
        return self.is_for is None or self.is_for(Glance(record))

    def check(self) -> None:
        """Compile every rule now; raises MappingError at the first that cannot be."""
        for other in self.others:
            other.check()
        for rule in self.rules:
            self.compiled(rule)
        self.variables, self.keys  # noqa: B018 - compiled by being asked for

    def mapper(
        self, base: str, collection: str = "", owner_isil: str = "", language: str = "nl", licence: str = ""
    ) -> Mapper:
        """The mapping for the records of one collection, with URIs under a base that ends in "/"."""
        return Mapper(self, base, collection, owner_isil, language, licence)


class Mapper:
    """Maps records of one collection, and keeps the account of what was left over."""

    def __init__(
        self, mapping: Mapping, base: str, collection: str, owner_isil: str, language: str, licence: str
    ) -> None:
        if not base.endswith("/"):
            raise MappingError(f"the base IRI must end in “/”: {base}")
        self.mapping = mapping
        self.base = base
        self.collection = collection
        self.owner_isil = owner_isil
        self.language = language
        self.licence = licence
        self.cache: dict[tuple[str, str], str] = {}
        self.left_over: Counter[str] = Counter()
        self.mapped = 0
        self.ignored = 0
        self.marks = marks_for((*mapping.source.things, *mapping.source.parts))
        self.paired = _PAIRED.get(mapping.source.format, _alone)
        """Fields of a record, and those that repeat one of them in another script."""
        self.given = {
            "collection": f"{base}id/collection/{collection}" if collection else "",
            "owner": f"{base}id/organization/{iris.key(owner_isil)}" if owner_isil else "",
            "owner_isil": owner_isil,
            "language": language,
            "collection_language": language,
            "licence": licence,
            "software": SOFTWARE,
        }
        """The variables that every record of the collection has alike."""
        tag = literals.language_tag(language)
        self.language_suffix = f"@{tag}" if tag else ""
        self.together = FEW if mapping.tree else TOGETHER
        """How many records `map_all` should be given at once."""
        self._plans: dict[str, Plan] = {}
        self._shelf = Shelf()
        self._others = [
            (each.is_for, Mapper(each, base, collection, owner_isil, language, licence))
            for each in mapping.others
        ]

    def with_rules(self, rules: Sequence[Sequence[Rule]]) -> Mapper:
        """The same with no other rules: of its mapping, and of each that stands beside it."""
        whole = (self.mapping, *self.mapping.others)
        first, *rest = (
            Mapping(one.names, replace(one.source, rules=list(own)), one.version, one.records)
            for one, own in zip(whole, rules, strict=True)
        )
        first.others = tuple(rest)
        return first.mapper(self.base, self.collection, self.owner_isil, self.language, self.licence)

    @cached_property
    def _branches(self) -> PathRules:
        """The paths of its records, when these are trees."""
        source = self.mapping.source
        ignored = [tag for item in source.ignored for tag in item.tags]
        return PathRules(self._functions, self.mapping.bits, ignored, speaks=source.speaks)

    def _functions(self, path: str) -> list[RuleFunction]:
        """The rules that read elements at a path, as functions."""
        return [self.mapping.compiled(rule).function for rule in self.rules_for(path)]

    def map(self, record: Record) -> Mapped:
        """What the record becomes; raises MappingError naming record and rule when a rule fails on it."""
        if self._others and (other := self._for(record)):
            return self._mapped_by(other, record)
        run = Run(self, record)
        try:
            self._run(run)
        except Exception as error:
            raise failed_rule(self, record, error) from error
        return _mapped(run)

    def map_all(self, records: Sequence[Record]) -> list[Mapped | MappingError]:
        """What `map` gives of each record, or the error that it raises; quicker than one by one."""
        if self.mapping.tree:  # its account is made when all rules have run, so a failure leaves no trace
            return [self._or_why_not(record) for record in records]
        mine = [r for r in records if not (self._others and self._for(r))]
        before = self.mapped, self.ignored, self.left_over.copy()
        try:
            runs = {id(run.record): run for run in run_together(self, mine)}
        except Exception:  # which record it was is found by mapping them one by one
            self.mapped, self.ignored, self.left_over = before
            runs = {}
        return [_mapped(runs[id(r)]) if id(r) in runs else self._tried(r) for r in records]

    def _tried(self, record: Record) -> Mapped | MappingError:
        """What a record becomes, or why not; then it is not accounted for."""
        before, all_left = (self.mapped, self.ignored), self.left_over
        self.left_over = Counter()
        made = self._or_why_not(record)
        if isinstance(made, MappingError):
            self.mapped, self.ignored = before
        else:
            all_left.update(self.left_over)
        self.left_over = all_left
        return made

    def _or_why_not(self, record: Record) -> Mapped | MappingError:
        try:
            return self.map(record)
        except MappingError as error:
            return error

    def _for(self, record: Record) -> Mapper | None:
        """The mapper for records of this sort, when this one is for others."""
        glance = Glance(record)
        return next((other for wanted, other in self._others if wanted and wanted(glance)), None)

    def _mapped_by(self, other: Mapper, record: Record) -> Mapped:
        """What another mapper makes of a record; its account is added to the one that is kept here."""
        other.mapped = other.ignored = 0
        other.left_over = self.left_over
        try:
            return other.map(record)
        finally:
            self.mapped += other.mapped
            self.ignored += other.ignored

    def _run(self, run: Run) -> None:
        if self.mapping.tree:
            mapped, skipped = self._branches.run(run, self.mapping.variable_paths, self.left_over)
            self.mapped += mapped
            self.ignored += skipped
            return
        run_tags([run])

    def in_scripts(self, run: Run, plan: Plan, field: Field, linked: list[Field]) -> int:
        """Run all rules on a field and on its versions in other scripts."""
        used = 0
        for version in linked_fields(run.variables["language"], field, run.subfields(field), linked):
            for rule in plan.all:
                used |= rule(run, field, *version)
        return used

    def plan(self, tag: str) -> Plan:
        """What is done with fields that have this tag; "record" is the record as a whole."""
        known = self._plans.get(tag)
        if known is not None:
            return known
        mapping = self.mapping
        ignored = 0
        for item in mapping.source.ignored:
            if _reads(item.tags, tag):
                codes = [mapping.compiler.bit(code) for code in item.codes]
                ignored |= sum(set(codes)) if codes else -1
        rules = [mapping.compiled(rule) for rule in self.rules_for(tag)]
        # A control field has something new in it each time: a number, a date.
        shelf = None if tag == "record" or tag.startswith("00") else self._shelf
        made = self._plans[tag] = Plan(rules, ignored, mapping.bits, shelf)
        return made

    def explain(self, record: Record) -> list[Explained]:
        """Each statement with the rule and the field that made it."""
        if self._others and (other := self._for(record)):
            return other.explain(record)
        return explained(self, record)

    def left_out(self, record: Record) -> list[LeftOut]:
        """What of a record is left out by name, with the reason."""
        if self._others and (other := self._for(record)):
            return other.left_out(record)
        return left_out(self, record)

    def rules_for(self, tag: str) -> list[Rule]:
        """The rules that read fields with this tag."""
        if self.mapping.tree and tag != "record":
            return [r for r in self.mapping.rules if any(trees.ends(wanted, tag) for wanted in r.tags)]
        return [rule for rule in self.mapping.rules if _reads(rule.tags, tag)]


def _few(variables: Mapping_[str, grammar.Value]) -> set[str]:
    """Variables with few values: characters of a control field, or the answer of a table."""
    return {name for name, value in variables.items() if all(map(_is_code, value.alternatives))}


def _is_code(value: grammar.Pipeline) -> bool:
    source = value.source
    looked_up = bool(value.calls) and value.calls[-1].name in ("table", "match")
    return looked_up or (source.kind == "slice" and source.end - source.start <= 2)


def _mapped(run: Run) -> Mapped:
    return Mapped(run.statements(), tuple(run.issues))


def _reads(tags: tuple[str, ...], tag: str) -> bool:
    """Whether one of the tags, in which a dot stands for any character, is this one."""
    return any(tag == wanted or ("." in wanted and fits(wanted, tag)) for wanted in tags)
