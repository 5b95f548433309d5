"""What a text of a person or a program says: numbers, names, cues, codes in logs; each step explainable by itself."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.read import digits, language, logs, ranges
from bot.read.families import Families
from bot.read.mentions import Mentions
from bot.read.messages import Messages
from bot.reading import Certainty, Cue, Mention, Reading, Shape
from bot.texts import cues as cue_words
from knowledge.search.fold import has_han
from knowledge.search.judge import is_name
from knowledge.search.transcribe import spells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.texts.cues import Cues
    from knowledge.catalogue import Catalogue
    from knowledge.search.focus import Focus

TYPED = 2_000
"""Characters of a typed text that are read as words; what is longer is a pasted one."""

_LOG_SIGNS = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d{1,3}(?:\.\d{1,3}){3}\b|\bHTTP/\d|^[ \t]+at |Traceback|\bException\b|\bError:|\bERROR\b|\[\w*(?:error|warn|crit|info)\w*\]"
    r"|\"\w+\"\s*:|https?://|(?<!\w)\w+=\"?\w+\"?[ ,;]+\w+=|<(?:html|head|title|body|h1)|\[FIRING|^[<>*] |\bcurl\b.*-|\d\d:\d\d:\d\d|\b[a-z]+\[\d+\]:|(?<!\w)\w+(?:Error|Exception)\b"
    r"|\bcode=|\bstatus=|\bstatus:\d|\bBACKEND\b|\|\s+\d{3}\s+\||\berror code: \d|\bHTTP (?:ERROR|CRITICAL|Error)",
    re.MULTILINE,
)
_PRINTED = re.compile(
    r"^(?:curl: \(\d|panic: |Traceback \(most|npm ERR! |fatal: |make(?:\[\d+\])?: \*\*\* )"
    r"|\AError [1-5]\d\d [^\n]{3,80}\n\s*\n",
    re.MULTILINE,
)
"""How lines begin that no person types; a heading as Varnish and Fastly give it: "Error 503 first byte timeout"."""
_TABLED = re.compile(r"[{}<>|\t]|(?<![^\s{}<>|])\S+=\S+|/\S+/|(?<![/\d])\d+\.\d+")
_LISTED = re.compile(r"\d\s*(?:[,、/&]|和|与|跟|或|还是|vs\.?|and|or)\s*$")
"""What stands between a number and another of its kind."""

_EXCEPT = re.compile(
    r"(?:(?<![a-z])(?:apart from|aside from|besides?|other than|except(?: for)?|excluding|not counting) (?P<en>[^,;?!]{2,40}?)(?=[,;?!]|\s(?:which|what|who|is|are|can)\b|$)"
    r"|除(?:了|开|去|掉)?(?P<zh>[^,;?!]{1,30}?)(?:以外|之外|外|(?=[,;?!]|[还還仲]|有哪|哪))),?",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"(?<![a-z])(?:which|other|else|what (?!is\b|are\b|does\b))|[哪邊啥咩]|什[么麼]|[还還]有|[别別]的|其[他它]",
    re.IGNORECASE,
)
"""A thing that is left out, and what asks for another."""

_DIGITS = re.compile(r"\d+")
_LONG_LINE = 160
_ASKING = frozenset({Cue.MEANING, Cue.COMPARE, Cue.HELP, Cue.LIST})
"""What only a question says: a number in one is meant as a code, whatever else is said."""


class TextReader:
    """Reads texts with the help of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the book; the words we listen for are read when a text first has words."""
        self._catalogue = catalogue

    @cached_property
    def _cues(self) -> Cues:
        return cue_words.load()

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self._catalogue, self._cues)

    @cached_property
    def _families(self) -> Families:
        return Families(self._catalogue, self._cues)

    @cached_property
    def _messages(self) -> Messages:
        return Messages(self._catalogue, self._cues.ordinary)

    def read(self, cleaned: str) -> Reading:
        """Read a cleaned text that is not empty."""
        if not (cleaned := logs.without_normal(cleaned).strip()):
            return Reading("", "", "", Shape.LOG)
        shape = self._shape(cleaned)
        if shape is Shape.PHRASE and spells(cleaned):
            cleaned = self._in_characters(cleaned)
        if shape is Shape.PHRASE:
            cleaned = self._families.respelt(cleaned)
        spoken = self._spoken_language(cleaned, shape)
        if shape is Shape.LOG:
            reading = self._pasted(cleaned, spoken)
            if reading.mentions or reading.ranges or len(cleaned) > TYPED:
                return reading
        return self._typed(cleaned[:TYPED], spoken, shape)

    def _in_characters(self, cleaned: str) -> str:
        """The text with its pinyin as characters, so that every later step reads Chinese; numbers are digits first."""
        text = digits.write_digits(cleaned)
        written = self._catalogue.in_characters(text)
        return cleaned if written == text else written

    def says_something(self, cleaned: str) -> bool:
        """Whether a text beside a quoted one asks something of its own, and not just "what's this"."""
        rest = self._cues.without(
            self._catalogue.folder.fold(cleaned), [Cue.MEANING, Cue.HELP, Cue.GREETING, Cue.THANKS]
        )
        tokens = self._catalogue.tokenizer.cut(rest)
        return bool(tokens.words or tokens.han or _DIGITS.search(rest))

    def _spoken_language(self, cleaned: str, shape: Shape) -> str:
        part = cleaned[:TYPED]
        written = language.written_in(part, self._catalogue.folder.simplify(part) if has_han(part) else part)
        return "" if written == "en" and shape is Shape.LOG else written

    def _shape(self, cleaned: str) -> Shape:
        head = cleaned[:TYPED]
        signs = len({sign.replace("https:", "http:") for sign in _LOG_SIGNS.findall(head)})
        if signs >= 2 or _PRINTED.search(head) or ("\n" in cleaned and signs) or len(cleaned) > TYPED:  # noqa: PLR2004 - one sign can be chance
            return Shape.LOG
        if signs and (len(cleaned) > _LONG_LINE or len(_TABLED.findall(head)) >= 1):
            return Shape.LOG
        if "\n" in cleaned and _TABLED.search(head):
            return Shape.LOG
        return Shape.LOG if len(_TABLED.findall(head)) > 3 else Shape.PHRASE  # noqa: PLR2004 - as above

    def _pasted(self, cleaned: str, spoken: str) -> Reading:
        found = logs.find(cleaned, self._catalogue.reason)
        mentions: list[Mention] = []
        classes: list[str] = []
        seen: set[str] = set()
        for item in found:
            ids = (f"http:{item.text}",) if item.text.endswith("xx") else self._catalogue.exact(item.text)
            http = tuple(id_ for id_ in ids if id_.startswith("http:") and id_ in self._catalogue)
            if not http or http[0] in seen:
                continue
            seen.add(http[0])
            if item.text.endswith("xx"):
                classes.append(http[0])
            else:
                mentions.append(Mention(http, item.text, item.start, Certainty.SURE, f"log: {item.rule}"))
        head = cleaned[:TYPED]
        folded = self._catalogue.folder.fold(head)
        families = self._families.hinted(folded)
        mentions = _merge(mentions, [*self._families.printed(cleaned), *self._families.spelt(head, ())])
        if not classes and self._families.general(mentions) and (said := self._messages.pasted(head, families)):
            mentions = _merge([said], mentions)
        return Reading(
            cleaned,
            folded,
            spoken,
            Shape.LOG,
            tuple(mentions),
            tuple(classes),
            focus=self._families.focus(folded, families),
            words=head,
        )

    def _narrowed(self, mentions: list[Mention]) -> list[Mention]:
        """Without a class one of whose members is named as well ("ClientError: … (404)")."""
        ids = {mention.ids[0] for mention in mentions if mention.ids}
        if len(ids) < 2:  # noqa: PLR2004 - nothing to choose between
            return mentions
        return [m for m in mentions if not m.ids or not ids.intersection(self._catalogue.members(m.ids[0]))]

    def _certain(self, numbers: list[Mention], text: str, shape: Shape) -> list[Mention]:
        """The numbers, surer where a rule for pasted text points at them; in a pasted text the others are none."""
        if not numbers:
            return numbers
        pointed = {item.start for item in logs.find(text, self._catalogue.reason)}
        surer = [replace(m, certainty=Certainty.SURE) if m.start in pointed else m for m in numbers]
        return [m for m in surer if shape is not Shape.LOG or m.certainty is Certainty.SURE]

    def _named(self, text: str, families: Sequence[str], focus: Focus) -> list[Mention]:
        """The codes that a text names otherwise than by a bare number; what is surest of a place first."""
        printed = list(self._families.printed(text))
        said = {mention.ids[0].partition(":")[0] for mention in printed}
        # Where a program printed the code, the other numbers in its line are none of that family.
        spelt = [
            mention
            for mention in self._families.spelt(text, families, focus.topics)
            if not (mention.text.isdecimal() and mention.ids[0].partition(":")[0] in said)
            or _LISTED.search(text[: mention.start])
        ]
        hinted = [mention for mention in spelt if mention.via == "family"]
        identifiers = self._mentions.identifiers(text, (*families, *focus.topics))
        return [*hinted, *identifiers, *printed, *(mention for mention in spelt if mention.via != "family")]

    def _said(self, text: str, focus: Focus) -> list[Mention]:
        """The name or error text that a text is, or has in it."""
        about = self._families.specific(focus)
        if (mention := self._messages.whole(text)) is None:
            printed = _TABLED.search(text) is not None
            mention = self._messages.pasted(text, about.families) if printed else self._messages.typed(text, about)
        return [mention] if mention else []

    def _apart(self, text: str) -> tuple[str, tuple[str, ...]]:
        """A text that asks for another than some code without that code, and all that it may be; else as it is."""
        found = _EXCEPT.search(text)
        rest = f"{text[: found.start()]} {text[found.end() :]}" if found else ""
        if not found or not _ANOTHER.search(rest):
            return text, ()
        known = found["en"] or found["zh"]
        folded = self._catalogue.folder.fold(rest)
        about = self._families.focus(folded, self._families.hinted(folded))
        ids = [id_ for mention in self._typed(known, "", Shape.PHRASE).mentions for id_ in mention.ids]
        if not ids:
            ids = [hit.id for hit in self._catalogue.search(known, 1, about) if is_name(hit, sure=False)]
        return (rest, tuple(ids)) if ids else (text, ())

    def _typed(self, cleaned: str, spoken: str, shape: Shape) -> Reading:
        cleaned, excluded = self._apart(cleaned)
        folded = self._catalogue.folder.fold(cleaned)
        classes = ranges.find(folded)
        text = digits.write_digits(cleaned)
        families = self._families.hinted(folded) or tuple(dict.fromkeys(id_.partition(":")[0] for id_ in excluded))
        focus = self._families.focus(folded, families)
        numbers, everyday = ([], False) if classes else self._mentions.numbers(text, families, focus.topics)
        named = self._named(text, families, focus)
        if not numbers and not classes and self._families.general(named):
            named = _merge(self._said(text, focus), named)
        mentions = self._narrowed(_merge(self._certain(numbers, text, shape), named))
        heard = frozenset(Cue(name) for name in self._cues.heard(folded))
        words = _DIGITS.sub(" ", text)
        by_the_way = self._families.by_the_way(mentions, families)
        if by_the_way:
            mentions, words = [], _DIGITS.sub(" error page of the server ", text)
        for mention in named:
            words = words.replace(mention.text, " ")
        listed = any(_LISTED.search(text[: mention.start]) for mention in mentions)
        doubtful = (
            mentions and not listed and not heard & _ASKING and not any(m.certainty is Certainty.SURE for m in mentions)
        )
        everyday = everyday or bool(doubtful and self._catalogue.is_talk(words))
        if everyday and not any(m.certainty is Certainty.SURE for m in mentions):
            mentions = [m for m in mentions if m.via != "number"]
        return Reading(
            text=text,
            folded=self._catalogue.folder.fold(text),
            language=spoken,
            shape=shape,
            mentions=tuple(mentions),
            ranges=classes,
            cues=heard,
            focus=focus,
            words=words,
            everyday=everyday,
            asked=bool(excluded) or by_the_way,
            excluded=excluded,
        )


def _merge(*groups: list[Mention]) -> list[Mention]:
    """All mentions in order of appearance; the same code said twice ("502 Bad Gateway") counts once.

    What several rules say of one place is one mention: the first of them is believed first.
    """
    ordered = sorted((mention for group in groups for mention in group), key=lambda m: m.start)
    merged: list[Mention] = []
    for mention in ordered:
        at = next((i for i, m in enumerate(merged) if _same(m, mention)), None)
        if at is None:
            merged.append(mention)
            continue
        surer = mention if mention.certainty > merged[at].certainty else merged[at]
        merged[at] = replace(surer, ids=tuple(dict.fromkeys([*surer.ids, *merged[at].ids, *mention.ids])))
    return merged


def _same(one: Mention, other: Mention) -> bool:
    return bool(one.ids and one.ids[:1] == other.ids[:1]) or one.start == other.start
