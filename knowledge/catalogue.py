"""The catalogue: every way to get from something known (an id, a spelling, words) to what the book says about it."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from knowledge import packing
from knowledge.book import let_go, open_book
from knowledge.search.focus import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.model import Code, Comparison, Family
    from knowledge.packing import Book, Signs
    from knowledge.search.constants import Constants
    from knowledge.search.focus import Focus
    from knowledge.search.fold import Folder
    from knowledge.search.offered import Offered
    from knowledge.search.score import Hit, Scorer
    from knowledge.search.tokens import Tokenizer

HANDLE_MOST = 40
"""Characters of an id that is its own handle."""

_DIGITS_LEAST, _DIGITS_MOST = 4, 9
"""Digits of a number that may lie in a range; shorter ones are said of many things."""


class Catalogue:
    """All families and codes. Reads the book piece by piece: an exact answer unpacks one entry and no index."""

    def __init__(self, book: Book) -> None:
        """Take a compiled book."""
        self._book = book
        self._exact = packing.Exact(book.exact)
        self.families: dict[str, Family] = {family.id: family for family in book.families}
        self.get = lru_cache(maxsize=4096)(self._get)
        self.search = lru_cache(maxsize=256)(self._search)
        self.reason = lru_cache(maxsize=256)(self._reason)

    def __contains__(self, id_: object) -> bool:
        """Whether the book has a code with this id."""
        return id_ in self._book.codes

    def __len__(self) -> int:
        """How many codes the book has."""
        return len(self._book.codes)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all codes, families by precedence, then by number and name."""
        return self._book.order

    def _get(self, id_: str) -> Code:
        """The entry of a code.

        Raises:
            KeyError: the book has no such id.
        """
        return packing.unpack_code(self._book.codes[id_])

    def handle(self, id_: str) -> str:
        """A short form of an id, for places with little room: the number instead of a long name ("net:-338")."""
        if len(id_) <= HANDLE_MOST:
            return id_
        code = self.get(id_)
        return id_ if code.number is None else f"{code.family}:{code.number}"

    def id_of(self, handle: str) -> str:
        """The id that a handle stands for; what is none is given back as it is."""
        if handle in self._book.codes:
            return handle
        family, _, key = handle.partition(":")
        return next(iter(self.exact(key.lower(), family)), handle) if key else handle

    def codes(self, family: str = "") -> Iterable[Code]:
        """The entries of a family, or all."""
        return (self.get(id_) for id_ in self.ids if not family or id_.startswith(f"{family}:"))

    def exact(self, spelling: str, family: str = "") -> tuple[str, ...]:
        """The ids that a folded spelling ("503", "econnrefused") means, best first; () where there are none."""
        if not family:
            return self._exact.get(spelling)
        return self._exact.get(f"{family} {spelling}") or self._range_of(spelling, family)

    def _range_of(self, spelling: str, family: str) -> tuple[str, ...]:
        """The entry of the range that a number without an entry of its own lies in ("ws:4000-4999" for 4401)."""
        if not spelling.isdecimal() or not _DIGITS_LEAST <= len(spelling) <= _DIGITS_MOST:
            return ()
        number = int(spelling)
        return tuple(id_ for id_, low, high in self._ranges.get(family, ()) if low <= number <= high)

    @cached_property
    def _ranges(self) -> dict[str, list[tuple[str, int, int]]]:
        found: dict[str, list[tuple[str, int, int]]] = {}
        for id_ in self.ids:
            family, _, key = id_.partition(":")
            low, _, high = key.partition("-")
            if low.isdecimal() and high.isdecimal():
                found.setdefault(family, []).append((id_, int(low), int(high)))
        return found

    def members(self, group: str) -> tuple[str, ...]:
        """The ids of the codes in a class or group, without the class entry itself; `group` as in `Code.group`."""
        return self._book.members.get(group, ())

    def comparison(self, ids: Iterable[str]) -> Comparison | None:
        """The written comparison of exactly these codes, in whatever order; None where nobody wrote one."""
        return self._comparisons.get(frozenset(ids))

    @cached_property
    def _comparisons(self) -> dict[frozenset[str], Comparison]:
        return {frozenset(item.ids): item for item in self.comparisons}

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """All written comparisons."""
        return packing.unpack_comparisons(self._book)

    @cached_property
    def signs(self) -> Signs:
        """What in a text tells of families."""
        return packing.unpack_signs(self._book)

    def _reason(self, number: str) -> str:
        """A pattern of the names that may follow a number of HTTP in a log; "" where the book does not know it."""
        if (id_ := f"http:{number}") not in self:
            return ""
        code = self.get(id_)
        names = (code.name.en, *code.older.en, *code.asked.en)
        parts = (r"[\s\-]+".join(map(re.escape, name.split())) for name in names if name[:1].isalpha())
        return rf"[\s:,.\-(/]{{1,3}}(?:HTTP )?(?:{'|'.join(parts)})\b"

    @cached_property
    def offered(self) -> Offered:
        """What is offered while somebody types."""
        from knowledge.search.offered import Offered  # noqa: PLC0415 - nobody types in a terminal

        return Offered(packing.unpack_offer(self._book))

    @cached_property
    def constants(self) -> Constants:
        """What misspelt constants were meant to be."""
        from knowledge.search.constants import Constants  # noqa: PLC0415 - few are misspelt

        return Constants(self._book.constants)

    @cached_property
    def folder(self) -> Folder:
        """Folds texts as the index does."""
        return packing.folder_of(packing.unpack_folding(self._book))

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """Cuts texts as the index does."""
        return packing.tokenizer_of(self.folder, packing.unpack_tables(self._book))

    @cached_property
    def scorer(self) -> Scorer:
        """The search."""
        from knowledge.search.score import Scorer  # noqa: PLC0415 - an exact answer needs no search

        everywhere = frozenset(family.id for family in self.families.values() if family.everywhere)
        return Scorer(packing.unpack_index(self._book), self.tokenizer, everywhere)

    def _search(self, cleaned: str, most: int = 8, focus: Focus = NOWHERE) -> list[Hit]:
        """The codes that fit a text in words, best first. Digits in it are not looked at."""
        return self.scorer.search(cleaned, most, focus)

    def in_characters(self, text: str) -> str:
        """A text with its pinyin as characters; as it is where there is none."""
        return self.scorer.transcriber.written(text)

    def knows(self, word: str) -> bool:
        """Whether a folded word, in any of its forms, stands in a phrase of the book."""
        return self.scorer.knows(word)

    def warm(self) -> None:
        """Search once, so that all that a search needs is unpacked, and let go of what it was unpacked from."""
        self.scorer.search("upstream gatway 上游 网管 wgcs")  # words, misspelt ones, both scripts, initials
        let_go(self._book)

    def leaning(self, cleaned: str) -> float:
        """Whether the words of a text are those of questions about codes (above 0) or of small talk (below)."""
        return self.scorer.leaning(cleaned)[0]

    def is_talk(self, cleaned: str) -> bool:
        """Whether the words of a text are those of small talk, whatever number stands among them."""
        from knowledge.search.judge import small_talk  # noqa: PLC0415 - as above

        return small_talk(*self.scorer.leaning(cleaned))


def open_catalogue() -> Catalogue:
    """The catalogue of the installed book.

    Raises:
        knowledge.load.DataError: a data file is broken; the message names file, id and key.
    """
    return Catalogue(open_book())
