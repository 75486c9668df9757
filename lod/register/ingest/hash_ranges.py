"""Things spread over ranges by the numbers that they have: the same thing is always in the same one."""

from __future__ import annotations

SPAN = 1 << 64
"""The numbers of things are 64 bits, with a sign."""


def bounds(part: int, parts: int) -> tuple[int, int]:
    """The first number of a range, and the first after it.

    >>> bounds(0, 1) == (-(2**63), 2**63)
    True
    """
    start = -(SPAN // 2)
    return start + SPAN * part // parts, start + SPAN * (part + 1) // parts


def part_of(number: int, parts: int) -> int:
    """The range that a number is in.

    >>> part_of(-1, 2), part_of(0, 2), part_of(2**63 - 1, 7)
    (0, 1, 6)
    """
    part = (number + SPAN // 2) * parts // SPAN
    return part + (number >= bounds(part, parts)[1])  # a bound that is no whole number is rounded down


def power_of_two(number: int) -> int:
    """The smallest power of two that is no smaller: a number of ranges that divide into each other.

    >>> power_of_two(0), power_of_two(1), power_of_two(5)
    (1, 1, 8)
    """
    return 1 << max(0, number - 1).bit_length()
