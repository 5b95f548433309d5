"""Numbers as people write them, turned into digits: "two-oh-six", 四百零四, 幺零幺, "4 0 4", "5O3", "si ling si".

Only numbers that can be a code are touched: three digits, or four that are written out in pairs ("ten oh six").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.search.pinyin import syllables

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNITS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_NOUGHT = {"oh", "o", "zero", "nought", "naught"}
_SPOKEN = {*_UNITS, *_TEENS, *_TENS, *_NOUGHT, "hundred", "double", "triple"}
_RUN = re.compile(rf"\b(?:{'|'.join(_SPOKEN)})(?:(?:[ -]|,? and )?(?:{'|'.join(_SPOKEN)})\b)+", re.IGNORECASE)
_WORD = re.compile("|".join(sorted(_SPOKEN, key=len, reverse=True)), re.IGNORECASE)

_HAN_DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "幺": 1, "壹": 1, "二": 2, "两": 2, "贰": 2, "三": 3, "叁": 3, "四": 4, "肆": 4,
    "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
}  # fmt: skip
_D = f"[{''.join(_HAN_DIGITS)}]"
_HAN_PLAIN = re.compile(rf"(?<!{_D})(?<!第){_D}{{3}}(?!{_D}|[十百千万])")
_HAN_COUNTED = re.compile(rf"({_D})百(?:零({_D})|({_D})?十({_D})?|({_D})(?!十))?(?![多几来]|[千万])")

_SPACED = re.compile(r"(?<![\d.:/-])(?<!\d[ -])(\d)([ -])(\d)\2(\d)(?![\d.:/%-]|\2\d)")
_LETTER_O = re.compile(r"(?<![0-9A-Za-z])(?=[0-9oOlI]*[oOlI])(?=[oOlI]*[0-9])[1-9][0-9oOlI]{2}(?![0-9A-Za-z])")
_AS_DIGIT = str.maketrans("oOlI", "0011")

_THREE = 3

_PINYIN_DIGITS = {
    "ling": 0, "yi": 1, "yao": 1, "er": 2, "san": 3, "si": 4, "wu": 5, "liu": 6, "qi": 7, "ba": 8, "jiu": 9,
}  # fmt: skip
_SOUND = "(?:ling|yi|yao|er|san|si|wu|liu|qi|bai|ba|shi|jiu)"
_PINYIN_BETWEEN = {
    "haishi": "还是", "hai shi": "还是", "he": "和", "gen": "跟", "yu": "与", "huo": "或", "huozhe": "或者",
    "tong": "同", "bi": "比",
}  # fmt: skip
_PINYIN_JOINT = re.compile(
    rf"(?<=\d)\s*\b({'|'.join(sorted(_PINYIN_BETWEEN, key=len, reverse=True))})\s*(\d{{3}})(?:\s*hao$)?(?!\d)"
)
_PINYIN_RUN = re.compile(rf"(?<![a-zA-Z]){_SOUND}(?: ?{_SOUND}){{2,4}}(?![a-zA-Z])")


def write_digits(cleaned: str) -> str:
    """The text with every written-out code as digits, and pinyin between two as characters: one syllable tells little.

    Everything else is unchanged.
    """
    text = _LETTER_O.sub(lambda found: found[0].translate(_AS_DIGIT), cleaned)
    text = _SPACED.sub(lambda found: found[1] + found[3] + found[4], text)
    if not text.isascii():
        text = _HAN_COUNTED.sub(_counted, text)
        text = _HAN_PLAIN.sub(lambda found: "".join(str(_HAN_DIGITS[c]) for c in found[0]), text)
    text = _RUN.sub(_spoken, text)
    text = _PINYIN_RUN.sub(_pinyin, text)
    return _PINYIN_JOINT.sub(lambda found: _PINYIN_BETWEEN[found[1]] + found[2], text)


def _counted(found: re.Match[str]) -> str:
    """四百零四 404, 四百二十九 429, 四百一十 410, 四百一 410, 五百 500."""
    hundreds, unit, tens, rest, short = found.groups()
    value = _HAN_DIGITS[hundreds] * 100
    if unit:
        value += _HAN_DIGITS[unit]
    elif short:
        value += _HAN_DIGITS[short] * 10
    elif "十" in found[0]:
        value += (_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[rest] if rest else 0)
    return str(value)


def _spoken(found: re.Match[str]) -> str:
    """A run of English number words as digits, where it spells one code; unchanged where it does not."""
    words = [word.lower() for word in _WORD.findall(found[0])]
    value = _value(words)
    return found[0] if value is None else value


def _value(words: Sequence[str]) -> str | None:
    digits = ""
    at = 0
    while at < len(words):
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in ("double", "triple") and (following in _UNITS or following in _NOUGHT):
            digits += _digit(following) * (2 if word == "double" else 3)
            at += 1
        elif word in _UNITS and following == "hundred":
            rest = _below_hundred(words[at + 2 :])
            return None if rest is None or digits else f"{_UNITS[word]}{rest:02d}"
        elif word in _TENS:
            digits += str(_TENS[word] + _UNITS.get(following, 0))
            at += following in _UNITS
        elif word in _TEENS:
            digits += str(_TEENS[word])
        elif word in _UNITS or word in _NOUGHT:
            digits += _digit(word)
        else:
            return None
        at += 1
    whole = len(digits) == _THREE or (len(digits) == _THREE + 1 and bool(_NOUGHT & {*words}))
    return digits if whole and digits[0] != "0" else None


def _digit(word: str) -> str:
    return str(_UNITS.get(word, 0))


def _below_hundred(words: Sequence[str]) -> int | None:
    match [w for w in words if w not in _NOUGHT]:
        case []:
            return 0
        case [word] if word in _UNITS or word in _TEENS or word in _TENS:
            return _UNITS.get(word) or _TEENS.get(word) or _TENS[word]
        case [tens, unit] if tens in _TENS and unit in _UNITS:
            return _TENS[tens] + _UNITS[unit]
        case _:
            return None


def _pinyin(found: re.Match[str]) -> str:
    """Digits said in pinyin: si ling si 404, wu bai ling er 502."""
    spoken = [s for run in found[0].split() for s in syllables(run)]
    if len(spoken) == 3 and all(s in _PINYIN_DIGITS for s in spoken):  # noqa: PLR2004 - three digits make a code
        return "".join(str(_PINYIN_DIGITS[s]) for s in spoken)
    match spoken:
        case [hundreds, "bai", "ling", unit] if hundreds in _PINYIN_DIGITS and unit in _PINYIN_DIGITS:
            return f"{_PINYIN_DIGITS[hundreds]}0{_PINYIN_DIGITS[unit]}"
        case [hundreds, "bai", tens, "shi"] if hundreds in _PINYIN_DIGITS and tens in _PINYIN_DIGITS:
            return f"{_PINYIN_DIGITS[hundreds]}{_PINYIN_DIGITS[tens]}0"
        case [hundreds, "bai", tens, "shi", unit] if {hundreds, tens, unit} <= _PINYIN_DIGITS.keys():
            return f"{_PINYIN_DIGITS[hundreds]}{_PINYIN_DIGITS[tens]}{_PINYIN_DIGITS[unit]}"
        case _:
            return found[0]
