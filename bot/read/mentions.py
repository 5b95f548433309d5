"""Codes named in words of a person: bare and dressed-up numbers, constants of frameworks."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.reading import Certainty, Mention
from knowledge.search.fold import HAN, LATIN
from knowledge.search.names import squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.texts.cues import Cues
    from knowledge.catalogue import Catalogue
    from knowledge.model import Code

# Three digits that stand by themselves, or against letters as in "502BadGateway", "HTTP503", "503啥意思".
_NUMBER = re.compile(r"(?<![\d.@$€£¥])(?P<n>[0-9]\d\d)(?P<sub>\.\d{1,2})?(?!\d)(?!\.\d)(?![,:/-]\d(?!\d\d(?!\d)))")
_JOINED = re.compile(r"(?:(?P<word>[a-z]*)|(?<!\d)(?P<list>\d{3}))[-_:/,]$")
_QUOTED = ('":', "':")
_SECONDS = re.compile(r"\b(?:in|after|for|took|within|every|timeout|wait|waited)\s*[=:~]?\s*$")
_GLUED_BEFORE = re.compile(r"[a-z]+$")
_GLUES = frozenset(
    {"http", "https", "err", "error", "code", "status", "e", "sc", "statuscode", "ngx", "cf", "err_", "httpstatus"}
)
_GLUED_AFTER = re.compile(r"^(?:[A-Z][a-z]|s\b|'s\b|[a-z]{4,}|ed\b|ing\b|d\b)")
_STRONG_BEFORE = re.compile(
    r"(?:\bhttps?|\bstatus(?:[ _]?code)?|\bcode|\berror|\berr|\bresponse|\breturn(?:s|ed|ing)?|\bgot(?: an?)?|\bget(?:s|ting)?(?: an?)?|\bthrow(?:s|ing)?(?: an?)?|状态码|错误码?|报错?|返回了?|响应码?|回应码?|回传|抛|爆|回了?个?|出现?|提示|显示|http|代码|code|raise|sendstatus|abort|#|==|一堆|一片|满屏|全是|大量|好多|很多)\s*[:=(#]*\s*[\"']?$"
)
# Words that nothing but a code follows, whatever stands behind it ("响应码500 次数404次").
_FIELD_BEFORE = re.compile(r"[a-z]-(?!status|code)[a-z]{1,20}: ?$")
_CERTAIN_BEFORE = re.compile(r"(?:\bstatus[ _]?code|状态码|响应码|回应码|错误码)\s*[:=为是]?\s*$")
# Two numbers that are weighed against each other are no dates or rooms, whatever follows ("403 还是 404 号").
_WEIGHED_BEFORE = re.compile(r"\d{3}\s*(?:vs\.?|versus|pk|haishi|还是)\s*$")
_WEIGHED_AFTER = re.compile(r"\s*(?:vs\.?|versus|pk|haishi|还是)\s*\d{3}(?!\d)")
_PHONE_BEFORE = re.compile(r"(?:\d{4}|\+\d{1,3})[ -]?$|\d{3}-$")
_PHONE_AFTER = re.compile(r" \d{4}(?!\d)|-\d{3}-\d{4}(?!\d)|\) ?\d{3}-\d{4}(?!\d)")
_STRONG_AFTER = re.compile(
    r"^[\"')]?\s*(?:error|errors|code|status|response|http|错误|报错|状态码?|响应|页面|是什么|啥意思|什么意思|咋回事|怎么回事|咋办|怎么办)"
)
_IDENTIFIER = re.compile(
    r"(?<![A-Za-z])[A-Za-z][A-Za-z0-9]{0,63}(?:(?:::|[._$])[A-Za-z][A-Za-z0-9]*)+|:[a-z]+(?:_[a-z]+)*|\b[A-Z][a-z]+(?:[A-Z][a-z]*)+\b|\b[A-Z]{2,}(?:_[A-Z]+)+\b"
)
_QUALIFIER = re.compile(r"^(?:status|httpstatus|http|sc|ngx|code|statuscode|error|err)+")

_GARMENT_BEFORE = re.compile(
    r"(?:\b(?:levi'?s|levis|jeans|wear(?:s|ing)?|wore|peugeot|bmw)(?: (?:my|the|his|her|a pair of))?) $"
)
"""Before a number with an s: a pair of trousers or a car, where other plurals are codes ("route 404s")."""

_NAME_LEAST, _NAME_MOST = 5, 80
"""Letters of a name that tells which code a number is, and how far behind the number it is looked for."""

_COUNTED = re.compile(r" ([a-z]{3,}s)\b(?! is| are| was)")
_WORDS = re.compile(rf"[{LATIN}\d]+|[{HAN}]{{2}}")
_FEW = 3
"""Words of a text in which a number is meant, whatever else there is."""


class Mentions:
    """Finds mentions with the help of the catalogue and the cue words."""

    def __init__(self, catalogue: Catalogue, cues: Cues) -> None:
        """Take what knows spellings and what knows daily life."""
        self._catalogue = catalogue
        self._cues = cues

    def numbers(self, text: str, families: Sequence[str], topics: Sequence[str] = ()) -> tuple[list[Mention], bool]:
        """Every three-digit number that may be a status code, and whether one belongs to daily life instead.

        Numbers that are sizes, prices, buses and the like are left out.
        """
        simple = self._catalogue.folder.simplify(text.lower()) if not text.isascii() else text.lower()
        found: list[Mention] = []
        everyday = False
        tells = cache(self._tells)  # of the whole text, and asked for each number
        for match in _NUMBER.finditer(text):
            before, after = simple[max(0, match.start() - 40) : match.start()], simple[match.end() : match.end() + 40]
            if not _stands_free(before):
                continue
            glued = _GLUED_BEFORE.search(before)
            if after[:1].isalpha() and after[:1].isascii() and not _GLUED_AFTER.match(text[match.end() :]):
                everyday = everyday or self._cues.everyday(before, after)
                continue
            if _FIELD_BEFORE.search(before):
                continue  # "Retry-After: 120" is about the header
            if _PHONE_BEFORE.search(before) or _PHONE_AFTER.match(after):
                everyday = True
                continue
            ids = self._ids(match["n"], families)
            named = self._named(ids, text[match.end() : match.end() + _NAME_MOST])
            plural = (
                re.match(r"'?s\b", after) is not None
                and not _SECONDS.search(before)
                and not _GARMENT_BEFORE.search(before)
            )
            weighed = _WEIGHED_BEFORE.search(before) or _WEIGHED_AFTER.match(after)
            sure = named or plural or weighed or _CERTAIN_BEFORE.search(before)
            if not sure and (
                _GARMENT_BEFORE.search(before) or self._cues.everyday(before, after) or self._counts(before, after)
            ):
                everyday = True
                continue
            strong = bool(named or _STRONG_BEFORE.search(before) or _STRONG_AFTER.match(after) or glued)
            if not strong and _is_foreign(ids, (*families, *topics)) and tells(text):
                everyday = True
                continue
            ids = tuple(dict.fromkeys([*named, *ids]))
            found.append(
                Mention(
                    ids=ids,
                    text=match[0],
                    start=match.start(),
                    certainty=Certainty.SURE if strong else Certainty.FAIR,
                    via="number",
                )
            )
        return found, everyday

    def _ids(self, digits: str, families: Sequence[str]) -> tuple[str, ...]:
        """What a bare number means: the families pointed at first, then HTTP, then the others by precedence."""
        pointed = [id_ for family in families for id_ in self._catalogue.exact(digits, family)]
        return tuple(dict.fromkeys([*pointed, *self._catalogue.exact(digits)]))

    def _counts(self, before: str, after: str) -> bool:
        """Whether a number says how many there are of something that is none of the trade's ("404 envelopes")."""
        counted = _COUNTED.match(after)
        return counted is not None and not _STRONG_BEFORE.search(before) and self._catalogue.leaning(counted[1]) < 0

    def _named(self, ids: Sequence[str], following: str) -> list[str]:
        """Those of the ids whose name or text follows the number, as in "226 Transfer complete"."""
        said = squash(following)
        codes = [self._catalogue.get(id_) for id_ in ids] if len(said) >= _NAME_LEAST else []
        return [code.id for code in codes if any(said.startswith(name) for name in _names(code))]

    def _tells(self, text: str) -> bool:
        """Whether a text is a sentence that asks nothing: a number in it may stand there by chance."""
        folded = self._catalogue.folder.fold(text)
        return len(_WORDS.findall(folded)) > _FEW and not {"meaning", "compare"} & self._cues.heard(folded)

    def identifiers(self, text: str, families: Sequence[str]) -> Iterator[Mention]:
        """Constants of frameworks ("http.StatusTeapot", "SC_GONE", ":no_content", "TooManyRequests")."""
        for match in _IDENTIFIER.finditer(text):
            tail = re.split(r"::|[.$:]", match[0])[-1]
            name = squash(tail)
            short = _QUALIFIER.sub("", name)
            for candidate in (name, short):
                ids = self._catalogue.exact("=" + candidate) if len(candidate) > 1 else ()
                if ids:
                    # Most of them are HTTP's where nothing points at another family.
                    first = min(ids, key=lambda id_: (id_.partition(":")[0] not in families, id_[:5] != "http:"))
                    yield Mention((first,), match[0], match.start(), Certainty.SURE, "identifier")
                    break


def _is_foreign(ids: Sequence[str], families: Sequence[str]) -> bool:
    """Whether a number could be the code of a family alone that the text is not about."""
    return bool(ids) and not ids[0].startswith("http:") and not any(id_.partition(":")[0] in families for id_ in ids)


def _names(code: Code) -> Iterator[str]:
    names = (squash(name) for name in (code.name.en, *code.older.en, *code.asked.en))
    return (name for name in names if len(name) >= _NAME_LEAST)


def _stands_free(before: str) -> bool:
    """Whether what stands directly before a number leaves it a number of its own ("http-226", "502/503")."""
    glued = _GLUED_BEFORE.search(before)
    if glued:
        return glued[0] in _GLUES
    joined = _JOINED.search(before)
    return joined is None or before.endswith(_QUOTED) or bool(joined["list"]) or joined["word"] in _GLUES
