"""Chinese by sound: toneless syllables of characters, and syllables out of a run of Latin letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Every toneless syllable of Standard Chinese, by initial. Source: the table of Hanyu Pinyin (GB/T 16159).
_FINALS = {
    "": "a ai an ang ao e ei en er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve ue",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
_LONGEST = max(map(len, SYLLABLES))


@lru_cache(maxsize=4096)
def syllables(run: str) -> tuple[str, ...]:
    """The syllables a run of Latin letters consists of; () where it is not pinyin from end to end.

    The split with the fewest syllables wins ("xian" is one, not xi-an), earlier ones longer.
    """
    best: list[tuple[str, ...] | None] = [None] * (len(run) + 1)
    best[len(run)] = ()
    for start in range(len(run) - 1, -1, -1):
        for end in range(min(len(run), start + _LONGEST), start, -1):
            rest = best[end]
            if rest is None or run[start:end] not in SYLLABLES:
                continue
            here = best[start]
            if here is None or len(rest) + 1 < len(here):
                best[start] = (run[start:end], *rest)
    return best[0] or ()


# Sounds that speakers and input methods mix up.
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


@lru_cache(maxsize=2048)
def blur(syllable: str) -> str:
    """The syllable with sounds merged that are often mixed up (zh/z, ch/c, sh/s, -ng/-n, n/l)."""
    for sharp, flat in _MERGED:
        syllable = syllable.replace(sharp, flat)
    return "l" + syllable[1:] if syllable[0] == "n" else syllable


_TONED = re.compile(r"(?<![a-z0-9])(?:[a-z]{1,6}[1-5] ?){2,}(?![a-z0-9])", re.IGNORECASE)
_MARKED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]", re.IGNORECASE)
_TONE_MARKS = dict.fromkeys(map(ord, "\u0304\u0301\u030c\u0300"))
_UMLAUT = re.compile("u\u0308")


def toneless(text: str) -> str:
    """The text without the tones of its pinyin, be they digits ("wang3 guan1") or marks ("wǎngguān")."""
    if _MARKED.search(text):
        bare = unicodedata.normalize("NFD", text).translate(_TONE_MARKS)
        text = unicodedata.normalize("NFC", _UMLAUT.sub("v", bare))
    return _TONED.sub(_without_digits, text)


def _without_digits(found: re.Match[str]) -> str:
    spoken = re.findall(r"[a-z]+", found[0].lower())
    return re.sub(r"\d", "", found[0]) if all(s in SYLLABLES for s in spoken) else found[0]
