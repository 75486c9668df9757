"""The shape of an answer, after the protocol."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

OAI = "http://www.openarchives.org/OAI/2.0/"
_SHAPE = etree.RelaxNG(etree.parse(Path(__file__).with_name("answer.rng")))


def checked(content: bytes) -> etree._Element:
    """An answer, if it is as the protocol says."""
    tree = etree.fromstring(content)
    assert _SHAPE.validate(tree), f"{_SHAPE.error_log.last_error}\n{content[:2000].decode()}"
    return tree
