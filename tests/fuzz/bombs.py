"""Texts aimed at a regular expression: for each thing it repeats, a text that makes it repeat and then fail.

They come out of the expression's own parse tree, so that a new expression has its bombs without anybody thinking of
them: what leads to the repetition, then what is repeated many times, then something that fits nowhere.
"""

from __future__ import annotations

from re import _constants as sre
from re import _parser as parser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

MANY = 8
"""What may be repeated at least so often is worth a bomb."""

_CLASSES = {
    sre.CATEGORY_DIGIT: "5",
    sre.CATEGORY_SPACE: " \n",
    sre.CATEGORY_WORD: "a5_四",
    sre.CATEGORY_NOT_DIGIT: "a -",
    sre.CATEGORY_NOT_SPACE: "a5-",
    sre.CATEGORY_NOT_WORD: " -",
}
_COMMON = "a5 -.:_/\"'[(\n四A="
_ENDS = ("", "\0", "x", " 503", "\n")


def bombs(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Texts of about so many characters that may be slow for an expression."""
    seen: set[tuple[str, str]] = set()
    tree = parser.parse(pattern.pattern, pattern.flags & ~32)
    for before, pump in _repeated(tree, ""):
        for start in {before, ""}:
            if not pump or (start, pump) in seen:
                continue
            seen.add((start, pump))
            for end in _ENDS:
                yield start + pump * (length // len(pump)) + end
    whole = example(pattern)
    if len(whole) > 1:  # begun again and again, and never ended
        yield whole[:-1] * (length // len(whole[:-1]))
        yield (whole + " ") * (length // (len(whole) + 1))


def example(pattern: re.Pattern[str]) -> str:
    """A text that an expression is likely to match."""
    return _example(parser.parse(pattern.pattern, pattern.flags & ~32))


def _repeated(tree: parser.SubPattern, before: str) -> Iterator[tuple[str, str]]:
    """What leads to each repetition, and what is repeated."""
    for kind, value in tree:
        for inner in _children(kind, value):
            yield from _repeated(inner, before)
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and value[1] >= MANY:
            for pump in dict.fromkeys((*_signs(value[2]), _example(value[2]))):
                yield before, pump
        before += _example([(kind, value)])


def _children(kind: object, value: object) -> Iterator[parser.SubPattern]:
    match kind, value:
        case sre.SUBPATTERN, (*_, inner):
            yield inner
        case sre.BRANCH, (_, branches):
            yield from branches
        case ((sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT), (_, _, inner)):
            yield inner
        case sre.ATOMIC_GROUP, inner:
            yield inner
        case ((sre.ASSERT | sre.ASSERT_NOT), (_, inner)):
            yield inner


def _signs(tree: object) -> Iterator[str]:
    """Single signs that can be what is repeated, where it is a sign."""
    items = list(tree)
    if len(items) == 1:
        kind, value = items[0]
        if kind in (sre.IN, sre.ANY, sre.NOT_LITERAL, sre.CATEGORY):
            yield from among(kind, value)


def among(kind: object, value: object) -> str:
    """Signs that fit a place where one of several can stand."""
    if kind is sre.ANY:
        return _COMMON.replace("\n", "")
    if kind is sre.NOT_LITERAL:
        return _COMMON.replace(chr(value), "")
    if kind is sre.CATEGORY:
        return _CLASSES.get(value, "a")
    if value[0][0] is sre.NEGATE:
        barred = {chr(one[1]) for one in value[1:] if one[0] is sre.LITERAL}
        barred |= {sign for one in value[1:] if one[0] is sre.CATEGORY for sign in _CLASSES.get(one[1], "")}
        barred |= {
            sign for one in value[1:] if one[0] is sre.RANGE for sign in _COMMON if one[1][0] <= ord(sign) <= one[1][1]
        }
        return "".join(sign for sign in _COMMON if sign not in barred)
    found = ""
    for inner, what in value:
        if inner is sre.LITERAL:
            found += chr(what)
        elif inner is sre.RANGE:
            found += chr(what[0])
        elif inner is sre.CATEGORY:
            found += _CLASSES.get(what, "")
    return found


def _example(tree: object) -> str:
    """A text that the tree is likely to match."""
    made = ""
    for kind, value in tree:
        match kind:
            case sre.LITERAL:
                made += chr(value)
            case sre.IN | sre.ANY | sre.NOT_LITERAL | sre.CATEGORY:
                made += (among(kind, value) or "a")[0]
            case sre.SUBPATTERN:
                made += _example(value[-1])
            case sre.ATOMIC_GROUP:
                made += _example(value)
            case sre.BRANCH:
                made += _example(value[1][0])
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                made += _example(value[2]) * max(1, min(value[0], 5))
            case _:
                pass
    return made
