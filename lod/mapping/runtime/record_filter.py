"""Which records a mapping is for, by the condition that it states (`records: leader/06 = z`).

A file may hold bibliographic, authority and holdings records together; each goes by the rules for its sort.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lod.mapping.compiler.code_writer import Scope
from lod.mapping.compiler.compile import Compiler, RuleCompiler
from lod.mapping.language import grammar
from lod.mapping.language.rules import Rule, Where
from lod.mapping.runtime import trees
from lod.mapping.runtime.record_run import fits
from lod.record import Field, Record


class Glance:
    """What a condition on records may ask, before anything is mapped."""

    __slots__ = ("leader", "record")

    def __init__(self, record: Record) -> None:
        self.record = record
        self.leader = record.leader

    def has(self, tag: str) -> str:
        """The tag when the record has such a field (a dot stands for any character), else nothing."""
        return next((f.tag for f in self.record.fields if f.tag == tag or fits(tag, f.tag)), "")

    def control(self, tag: str) -> str:
        """Text of the first control field with this tag."""
        return next((f.text for f in self.record.fields if f.tag == tag), "")

    def values(self, tag: str, codes: tuple[str, ...]) -> list[str]:
        """Values of these subfields in all fields with this tag."""
        return [v for f in self.record.fields if f.tag == tag for c, v in f.subfields if c in codes]

    def __contains__(self, path: str) -> bool:
        return bool(self[path])

    def get(self, path: str, otherwise: tuple[str, ...]) -> list[str] | tuple[str, ...]:
        """Texts of the elements at a path, in a record that is a tree."""
        return self[path] or otherwise

    def __getitem__(self, path: str) -> list[str]:
        return [field.text for field in trees.below(Field("", "", [], self.record.fields), path)]


def test_of(condition: grammar.Condition, compiler: Compiler) -> Callable[[Any], bool]:
    """A condition on records as a function of a glance at one."""
    where = Where("records", 0)
    writer = RuleCompiler(compiler, Rule("records", where, ("record",), ()))
    asked = writer.test(condition, Scope("", "", False), where)
    namespace = writer.namespace
    exec(compile(f"def wanted(r, K, E=()): return bool({asked})", "<records>", "exec"), namespace)  # noqa: S102
    wanted: Callable[[Any, Any], bool] = namespace["wanted"]
    return lambda glance: wanted(glance, glance)  # in a tree, conditions look paths up in the record itself
