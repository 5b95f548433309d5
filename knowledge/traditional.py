"""Traditional Chinese and sounds, made when the book is compiled: OpenCC (s2twp) with overrides, pypinyin.

Needs the `build` extra. Nothing here is imported by a running bot whose book is up to date.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

import msgspec
import opencc
import pypinyin

from knowledge.load import read
from knowledge.model import Check, Text
from knowledge.search.fold import HAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


class _Overrides(msgspec.Struct):
    overrides: dict[Annotated[str, msgspec.Meta(min_length=1)], str]


class Converter:
    """Completes the `hant` of every text that has none."""

    def __init__(self, data: Path) -> None:
        """Read the overrides from `lexicon/traditional.toml`: what OpenCC writes -> what Taiwan's engineers write.

        Raises:
            DataError: the file is not readable, or does not have this shape.
        """
        self._convert = opencc.OpenCC("s2twp").convert
        self._simplify = opencc.OpenCC("t2s").convert
        self._overrides = read(data / "lexicon" / "traditional.toml", _Overrides).overrides

    def traditional(self, text: str) -> str:
        """Simplified text as a Taiwanese engineer writes it; what stands in backticks stays."""
        parts = text.split("`")
        for at in range(0, len(parts), 2):
            part = self._convert(parts[at])
            for wrong, right in self._overrides.items():
                part = part.replace(wrong, right)
            parts[at] = part
        return "`".join(parts)

    def complete(self, value: T) -> T:
        """The same shape with every empty `hant` filled in."""
        if isinstance(value, Text | Check):
            return cast(T, value if value.hant else msgspec.structs.replace(value, hant=self.traditional(value.zh)))
        if isinstance(value, msgspec.Struct):
            changed = {name: self.complete(getattr(value, name)) for name in value.__struct_fields__}
            return cast(T, msgspec.structs.replace(value, **changed))
        if isinstance(value, tuple):
            return cast(T, tuple(self.complete(item) for item in value))
        return value

    def characters(self) -> tuple[str, str]:
        """Every Traditional character that Simplified text writes differently, and the one it writes."""
        pairs = [(c, s) for c in _han() if (s := self._simplify(c)) != c and len(s) == 1]
        return "".join(c for c, _ in pairs), "".join(s for _, s in pairs)

    def sounds(self, corpus: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
        """Toneless syllable -> its characters; one with several readings goes by its use in the corpus.

        Beside it, in the same form, the other readings that it often has there (重 in 重定向).
        """
        readings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in corpus:
            for run in _HAN_RUN.findall(text):
                for character, syllable in zip(run, pypinyin.lazy_pinyin(run), strict=False):
                    readings[character][syllable] += 1
        found: tuple[defaultdict[str, list[str]], ...] = (defaultdict(list), defaultdict(list))
        for character in _han():
            used = readings.get(character) or Counter(pypinyin.lazy_pinyin(character)[:1])
            for syllable, times in used.most_common(2):
                known = syllable.isascii() or "ü" in syllable
                second = syllable != used.most_common(1)[0][0]
                if known and (not second or times >= _OFTEN * used.total()):
                    found[second][syllable.replace("ü", "v")].append(character)
        first, others = ({syllable: "".join(characters) for syllable, characters in part.items()} for part in found)
        return first, others


_HAN_RUN = re.compile(f"[{HAN}]+")

_OFTEN = 0.1
"""Share of the uses of a character in which a reading must be meant to count as one."""


def _han() -> Iterator[str]:
    """The characters of the basic block, U+4E00 to U+9FFF."""
    return map(chr, range(0x4E00, 0xA000))


if __name__ == "__main__":
    # Makes the Traditional file of the interface: python -m knowledge.traditional < zh-Hans.ftl > zh-Hant.ftl
    here = Path(__file__).parent / "data"
    sys.stdout.write(Converter(here).traditional(sys.stdin.read()))
