"""The documentation of a mapping, made from its rules: by field, and by property."""

from __future__ import annotations

from collections.abc import Iterator

from lod.mapping.coverage import Coverage
from lod.mapping.language.function_registry import FUNCTIONS
from lod.mapping.language.grammar import Call, Condition, Logic, Pipeline, Source, Value
from lod.mapping.language.rules import Given, Node, Rule
from lod.mapping.runtime.mapper import Mapping


def by_field(mapping: Mapping, counted: Coverage | None = None) -> str:
    """A page in Markdown: each field, the rules that read it, what they give, and their examples.

    With what was counted over some records, each field and rule says how often it occurred there.
    """
    lines = [f"# {' and '.join(mapping.names)}: from fields to statements", ""]
    if counted:
        lines += [f"Counted over {counted.records:,} records.", ""]
    tags = sorted(
        {tag for rule in mapping.rules for tag in rule.tags}, key=lambda tag: (tag == "record", tag)
    )
    for tag in tags:
        lines += [f"## {'The record as a whole' if tag == 'record' else tag}", ""]
        if counted and tag in counted.fields:
            lines += [f"In {counted.share(counted.fields[tag])} of the records.", ""]
        for rule in mapping.rules:
            if tag in rule.tags:
                lines += _rule(rule, counted)
    lines += ["## Left out by name", "", "| fields | subfields | why |", "|---|---|---|"]
    for item in mapping.source.ignored:
        lines.append(f"| {' '.join(item.tags)} | {' '.join(item.codes) or 'all'} | {item.why} |")
    return "\n".join([*lines, ""])


def by_property(mapping: Mapping) -> str:
    """A page in Markdown: each property, and the rules and fields that it comes from."""
    origins: dict[str, list[str]] = {}
    for rule in mapping.rules:
        for path, text in statements(rule):
            name = path.split(" / ")[-1]
            row = f"| {rule.id} | {' '.join(rule.tags)} | {path} | {_cell(text)} |"
            origins.setdefault(name, []).append(row)
    lines = [f"# {' and '.join(mapping.names)}: from properties to fields", ""]
    for name in sorted(origins):
        lines += [f"## {name}", "", "| rule | fields | path | value |", "|---|---|---|---|"]
        lines += [*dict.fromkeys(origins[name]), ""]
    return "\n".join(lines)


def functions() -> str:
    """A page in Markdown: each function of the mapping language."""
    lines = [
        "# Functions of the mapping language",
        "",
        "| function | takes | gives | what it does |",
        "|---|---|---|---|",
    ]
    for name in sorted(FUNCTIONS):
        known = FUNCTIONS[name]
        arguments = ", ".join("…" for _ in range(known.arguments[1]))
        call = f"{name}({arguments})" if arguments else name
        refuses = " What it refuses is reported." if known.refuses else ""
        lines.append(f"| `{call}` | {known.takes} | {known.gives} | {known.explanation}{refuses} |")
    return "\n".join([*lines, ""])


def _rule(rule: Rule, counted: Coverage | None = None) -> list[str]:
    lines = [f"### {rule.id}", "", f"{rule.why} ({rule.spec}; `{rule.where}`)" if rule.spec else rule.why, ""]
    if counted:
        where = str(rule.where)
        share, number = counted.share(counted.rules[where]), counted.statements[where]
        lines += [f"Applied in {share} of the records: {number:,} statements.", ""]
    if rule.when:
        lines += [f"Only when `{condition(rule.when)}`.", ""]
    if rule.hook:
        lines += [f"Made by the hook `{rule.hook}`.", ""]
    rows = [f"| {path} | {_cell(text)} |" for path, text in statements(rule)]
    if rows:
        lines += ["| statement | value |", "|---|---|", *dict.fromkeys(rows), ""]
    for example in rule.examples:
        lines += [
            "```text",
            example.fields.rstrip(),
            "```",
            "```turtle",
            example.expected.rstrip(),
            "```",
            "",
        ]
    return lines


def _cell(text: str) -> str:
    """Code in a cell of a table, where a bar would end the cell."""
    return "`" + text.replace("|", "\\|") + "`"


def statements(rule: Rule) -> Iterator[tuple[str, str]]:
    """Path and value of all that a rule can say."""
    for subjects, node in rule.gives:
        yield from _node(node, " ".join(subjects))


def _node(node: Node, path: str) -> Iterator[tuple[str, str]]:
    for given in node.classes:
        yield f"{path} / rdf:type", _given(given)
    for name, _, item in node.properties:
        if isinstance(item, Given):
            yield f"{path} / {name}", _given(item)
        else:
            yield f"{path} / {name}", _leads_to(item)
            yield from _node(item, f"{path} / {name}")


def _given(given: Given) -> str:
    return spelled(given.value) + _only(given.when, given.each)


def _leads_to(node: Node) -> str:
    """What a property leads to: a thing and what it is known by, a part, or an address of the record."""
    known_by = node.key or node.address
    named = node.name or node.minted
    return f"→ {named}" + (f": {spelled(known_by)}" if known_by else "") + _only(node.when, node.each)


def _only(when: Condition | None, each: Value | None) -> str:
    """For what, and under which condition, something is said."""
    return (f", each: {spelled(each)}" if each else "") + (f", when: {condition(when)}" if when else "")


def condition(asked: Condition) -> str:
    """A condition as it is written in a mapping.

    >>> from lod.mapping.language.grammar import read_condition
    >>> condition(read_condition('not ($t or tag = 630) and leader/06 in a t and $a matches "^x"'))
    'not ($t or tag = 630) and leader/06 in a t and $a matches "^x"'
    """
    if not isinstance(asked, Logic):
        operand = _pipeline(asked.operand)
        if asked.among:
            return f"{operand} among {_pipeline(asked.among)}"
        if asked.operator in ("matches", "starts"):
            return f'{operand} {asked.operator} "{asked.against[0]}"'
        return " ".join([operand, asked.operator, *asked.against]).strip()
    parts = [
        f"({condition(part)})"
        if isinstance(part, Logic) and _binds(part) < _binds(asked)
        else condition(part)
        for part in asked.parts
    ]
    return f"not {parts[0]}" if asked.operator == "not" else f" {asked.operator} ".join(parts)


def _binds(asked: Condition) -> int:
    return ("or", "and", "not").index(asked.operator) if isinstance(asked, Logic) else 3


def spelled(value: Value) -> str:
    """A value as it is written in a mapping.

    >>> from lod.mapping.language.grammar import read_value
    >>> spelled(read_value("$a|chop else 245$b @nl"))
    '$a | chop else 245$b @nl'
    """
    return " else ".join(_pipeline(pipeline) for pipeline in value.alternatives)


def _pipeline(pipeline: Pipeline) -> str:
    suffix = f" @{pipeline.language}" if pipeline.language else ""
    suffix += f" ^^{pipeline.datatype}" if pipeline.datatype else ""
    return " | ".join([_source(pipeline.source), *map(_call, pipeline.calls)]) + suffix


def _source(source: Source) -> str:
    match source.kind:
        case "sub":
            return f"{source.tag}${source.text}"
        case "slice":
            end = f"-{source.end - 1:02}" if source.end - source.start > 1 else ""
            return f"{source.tag}/{source.start:02}{end}"
        case "text":
            return f'"{source.text}"'
        case "current":
            return "."
    return source.text


def _call(call: Call) -> str:
    return f"{call.name}({', '.join(call.arguments)})" if call.arguments else call.name
