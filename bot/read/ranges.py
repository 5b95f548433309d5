"""Whole classes: "4xx", "five hundreds", "5开头的", "4字頭", "anything that begins with a 5", "success codes"."""

from __future__ import annotations

import re

_ENGLISH = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_CHINESE = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_E = "(?P<d>[1-5]|one|two|three|four|five)"
_C = "(?P<d>[1-5一二两三四五])"

_PATTERNS = (
    re.compile(r"(?<![\w.])(?P<d>[1-5])[ _-]?(?:xx|\*\*|nn|dd|##|yy|\?\?|\.\.|x×|××|叉叉|__|hundreds)(?![\w])"),
    re.compile(r"(?<![A-Za-z0-9])(?P<d>[1-5])xx"),
    re.compile(rf"\b{_E}[ -]hundred(?:s|'s|[ -](?:series|range|family|class|group|codes|errors|block|ones))\b"),
    re.compile(
        r"(?<![\d.])(?P<d>[1-5])00(?:'?s| ?(?:series|range|family|class|group|block|ish|something)\b|\+| ?(?:to|-|–|~|到|至) ?(?P=d)99)(?!\w)"
    ),
    re.compile(
        rf"\b(?:start|begin|lead|starting|beginning|starts|begins|leading|first digit|prefix(?:ed)?)(?:s|ing)?(?: digit)?(?: is| are| of)?(?: (?:with|in|by|from))?(?: an?| the)?(?: digit| number)? ?[\"']?{_E}\b"
    ),
    re.compile(rf"\b{_E}[ -](?:something|series|digit class|family|class)\b(?! api)"),
    re.compile(rf"{_C} ?(?:字|字头|打头|开头|起头|系列)"),
    re.compile(rf"(?:以|用|由)\s?{_C}\s?(?:为|作)?(?:开头|打头|起头|开始|为首|字头)"),
    re.compile(rf"{_C}百(?:多|几|来|出头|系列|段|开头|类)"),
    re.compile(r"(?<!\d)(?P<d>[1-5])00 ?(?:多|几|来|系列|段|类|到\d99|开头)"),
    re.compile(r"首位(?:数字)?(?:是|为)?\s?(?P<d>[1-5一二三四五])|第一位(?:数字)?(?:是|为)\s?(?P<d2>[1-5一二三四五])"),
)

# By name (RFC 9110 §15) only where nothing else is said and several are meant: "a redirect loop" is about one.
_NAMES = (
    "informational|interim|provisional",
    "success(?:ful)?|ok",
    "redirect(?:ion|ing)?",
    "client(?:'?s)?(?:[ -]side)?(?: errors?)?",
    "server(?:'?s)?(?:[ -]side)?(?: errors?)?",
)
_ASKED = r"(?:(?:list|show|all|every|the|what|which|are|of|http)\s)*"
_SEVERAL = (
    r"(?:http |status |response |result )*(?:codes|statuses|responses|results|errors|ones|class|classes|family|range)"
)
_NAMED = tuple(
    re.compile(rf"{_ASKED}(?:{name})\s{_SEVERAL}(?: (?:list|please|in general|there are|mean))*") for name in _NAMES
)


def find(folded: str) -> tuple[str, ...]:
    """The ids of the HTTP classes that a folded text names, in order of appearance."""
    found: dict[int, str] = {}
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            digit = next(value for value in match.groupdict().values() if value)
            number = _ENGLISH.get(digit) or _CHINESE[digit]
            found.setdefault(match.start(), f"http:{number}xx")
    if not found:
        alone = folded.strip(" ?!.")
        found = {digit: f"http:{digit}xx" for digit, name in enumerate(_NAMED, 1) if name.fullmatch(alone)}
    return tuple(dict.fromkeys(found[at] for at in sorted(found)))
