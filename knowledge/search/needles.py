"""Needles of regular expressions: texts of which one has to be in whatever an expression matches.

Looking for a needle takes less than a tenth of trying the expression, and most texts hold no needle of most of them,
which need not even be compiled then. Needles are read off the parse tree, for what is in the book when that is made; an
expression that has none is always tried. Needles and texts are compared without case, by the rules that expressions
ignore it by.
"""

from __future__ import annotations

import re
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined] # what the trees of the standard library consist of
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Needles = tuple[str, ...]


class Expression(msgspec.Struct, frozen=True):
    """A regular expression that is compiled when it is first needed.

    Attributes:
        source: as `re` takes it, with its flags.
        owner: whose it is.
        needles: levelled texts of which one is in every match; () where there is none to go by.
    """

    source: str
    flags: int = 0
    owner: str = ""
    needles: Needles = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """The compiled expression."""
        return _compiled(self.source, self.flags)


@cache
def _compiled(source: str, flags: int) -> re.Pattern[str]:
    return re.compile(source, flags)


class Sieve:
    """Expressions, of which a text is tried with those that it has a needle of."""

    def __init__(self, expressions: Sequence[Expression]) -> None:
        """Take the expressions; their order is that of what is found."""
        self._expressions = expressions
        self._always = [at for at, expression in enumerate(expressions) if not expression.needles]
        self._with: dict[str, list[int]] = {}
        for at, expression in enumerate(expressions):
            for needle in expression.needles:
                self._with.setdefault(needle, []).append(at)

    def left(self, text: str) -> Iterator[Expression]:
        """The expressions that may match something in a text, in their order."""
        levelled = level(text)
        there = [places for needle, places in self._with.items() if needle in levelled]
        for at in sorted({*self._always, *(at for places in there for at in places)}):
            yield self._expressions[at]

    def matches(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """All that the expressions find in a text, one after the other, and whose each is."""
        for expression in self.left(text):
            for match in expression.pattern.finditer(text):
                yield expression.owner, match


_DOT = "\u0307"
# What `re` takes for an ASCII letter where it ignores case, and `str.lower` does not: U+0130, which is lowered to a
# letter and a dot above it, U+0131 and U+017F.
_ODD = ((f"i{_DOT}", "i"), ("\u0131", "i"), ("\u017f", "s"))


def level(text: str) -> str:
    """A text without case."""
    lower = text.lower()
    if not lower.isascii():
        for odd, plain in _ODD:
            lower = lower.replace(odd, plain)
    return lower


def with_needles(owner: str, source: str, flags: re.RegexFlag) -> Expression:
    """An expression with the needles that its parse tree tells.

    Raises:
        re.error: the source is none.
    """
    return Expression(source, int(flags), owner, _best(_sure(parser.parse(source, flags))))


def _best(sure: Iterator[Needles]) -> Needles:
    """Of sets of needles the one whose shortest is longest: what is long is in few texts."""
    return max(sure, key=lambda needles: (min(map(len, needles)), -len(needles)), default=())


def _sure(tree: Any) -> Iterator[Needles]:  # noqa: ANN401 - what the parser makes has no type
    """Sets of needles of a tree: of each, one is in every match."""
    run = ""
    for kind, value in _joined(tree):
        if kind in (sre.AT, sre.ASSERT_NOT):  # what stands before it and behind it is side by side
            continue
        if kind is sre.ASSERT:  # so it is here
            yield from _sure(value[1])
        elif sign := _sign(kind, value):
            run += sign
        else:
            if run:
                yield (run,)
            run = ""
            yield from _within(kind, value)
    if run:
        yield (run,)


def _joined(tree: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - as above
    """The parts of a tree with those of its groups: a text may begin before a group and end in it."""
    for kind, value in tree:
        if kind is sre.SUBPATTERN:
            yield from _joined(value[-1])
        elif kind is sre.ATOMIC_GROUP:
            yield from _joined(value)
        else:
            yield kind, value


def _sign(kind: Any, value: Any) -> str:  # noqa: ANN401 - as above
    """The levelled sign that a part matches; "" where there are several, or where it cannot be part of a needle.

    Of letters with case only those of ASCII can: for others the rules of `re` and of `str.lower` are not the same.
    """
    if kind is sre.LITERAL:
        sign = chr(value)
        return sign.lower() if sign.isascii() or (sign.lower() == sign.upper() and sign != _DOT) else ""
    if kind is sre.IN:
        signs = {_sign(*one) for one in value}
        return signs.pop() if len(signs) == 1 else ""
    return ""


def _within(kind: Any, value: Any) -> Iterator[Needles]:  # noqa: ANN401 - as above
    """The sets of needles of a part that is more than a sign."""
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and value[0]:
        yield from _sure(value[2])
    elif kind is sre.BRANCH:
        branches = [_best(_sure(branch)) for branch in value[1]]
        if all(branches):
            yield _shortest({needle for branch in branches for needle in branch})


def _shortest(needles: set[str]) -> Needles:
    """Needles without those that have another in them."""
    return tuple(sorted(one for one in needles if not any(other in one for other in needles - {one})))
