"""Texts that a regular expression is likely to match, grown out of its parse tree by chance: any branch, any case."""

from __future__ import annotations

import re
from re import _constants as sre
from re import _parser as parser
from typing import TYPE_CHECKING

from bombs import among

if TYPE_CHECKING:
    import random

SAME = {"i": "iIİı", "s": "sSſ", "k": "kK\u212a"}
"""Signs that are one to an expression that ignores case; U+212A is the sign of the kelvin."""


def grown(pattern: re.Pattern[str], chance: random.Random) -> str:
    """A text."""
    return _grown(
        parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), chance, bool(pattern.flags & re.IGNORECASE)
    )


def _grown(tree: object, chance: random.Random, either: bool) -> str:  # noqa: FBT001 - whether case is ignored
    made = ""
    for kind, value in tree:
        match kind:
            case sre.LITERAL:
                made += _cased(chr(value), chance) if either else chr(value)
            case sre.IN | sre.ANY | sre.NOT_LITERAL | sre.CATEGORY:
                sign = chance.choice(among(kind, value) or "a")
                made += _cased(sign, chance) if either else sign
            case sre.SUBPATTERN:
                _, more, less, inner = value
                ignores = (either or bool(more & re.IGNORECASE)) and not less & re.IGNORECASE
                made += _grown(inner, chance, ignores)
            case sre.ATOMIC_GROUP:
                made += _grown(value, chance, either)
            case sre.BRANCH:
                made += _grown(chance.choice(value[1]), chance, either)
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                least, most, inner = value
                times = chance.randint(least, max(least, min(most, least + 2)))
                made += "".join(_grown(inner, chance, either) for _ in range(times))
            case sre.ASSERT if value[0] > 0:  # what it wants to see behind it is put there
                made += _grown(value[1], chance, either)
            case _:
                pass
    return made


def _cased(sign: str, chance: random.Random) -> str:
    return chance.choice(SAME.get(sign.lower(), (sign.lower(), sign.upper())))
