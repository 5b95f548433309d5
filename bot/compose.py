"""The building blocks of answers: from entries and words to documents. Pure: language plus structure."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.action import Ask, Command, Copy, Open, encode
from bot.answer import (
    Answer,
    Block,
    Bullets,
    Choice,
    Choices,
    Facts,
    Line,
    Link,
    Listing,
    Paragraph,
    Section,
    Span,
    Style,
    Table,
    Tone,
    Weight,
    colon,
)  # fmt: skip
from bot.pages import paged
from bot.wording import line, say, spoken, unmarked
from knowledge.model import Cacheable, Carrier, Method, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.action import Action
    from bot.texts.words import Words
    from knowledge.catalogue import Catalogue
    from knowledge.model import Code, Comparison, Owner, Source

COPY_LIMIT = 256
"""Characters that a copy button can carry on every platform."""

PARTS = ("more", "causes", "checks", "caller", "owners", "related")
"""The parts of an entry that can be asked for by themselves."""

_SPEAKING = 5
"""Letters from which a name says by itself what it is: ECONNREFUSED does, UH does not."""
_FEW_CAUSES = 3
_FEW_SOURCES = 2
_FEW_MEMBERS = 8
_MANY_MEMBERS = 40


# --- the card of a code ----------------------------------------------------------------------------------------------


class Composer:
    """Makes answers in one language. Cards are made once and kept: they depend on nothing but the book."""

    def __init__(self, catalogue: Catalogue, words: Words) -> None:
        """Take the book and the words."""
        self._catalogue = catalogue
        self.words = words
        self._kept = lru_cache(maxsize=8192)(self._card)
        self._kept_beside = lru_cache(maxsize=1024)(self._card_beside)

    def number(self, code: Code) -> str:
        """How a code is written in front of its name: "503", "ECONNREFUSED", "gRPC 14", "退出码 137"."""
        prefix = self._catalogue.families[code.family].prefix
        return f"{say(prefix, self.words)} {code.key}" if prefix else code.key

    def tag(self, code: Code) -> str:
        """What names a code where there is little room: "503", "gRPC 14", "Envoy UH", "ECONNREFUSED"."""
        speaks = len(code.key) >= _SPEAKING and code.key[0].isalpha()
        return code.key if speaks else self.number(code)

    def label(self, code: Code) -> str:
        """One line that names a code: "503 · Service Unavailable · 服务不可用"; Chinese only for Chinese readers."""
        names = (code.name.en, say(code.name, self.words) if self.words.chinese else "")
        return " · ".join(dict.fromkeys([self.number(code), *(name for name in names if name and name != code.key)]))

    def short_label(self, code: Code) -> str:
        """One line with the name in one language."""
        name, number = say(code.name, self.words), self.number(code)
        return number if name in (number, code.key) else f"{number} {name}"

    def code(self, id_: str) -> Code:
        """The entry of a code."""
        return self._catalogue.get(id_)

    def card(self, id_: str, part: str, page: int = 1, others: tuple[str, ...] = ()) -> Answer:
        """The card of a code.

        Args:
            id_: the code.
            part: "" for the compact card, or one of `PARTS`.
            page: where a part has several.
            others: the ids of what its number can be, too.

        Raises:
            KeyError: no such id.
        """
        return self._kept_beside(id_, part, page, others) if others else self._kept(id_, part, page)

    def _card(self, id_: str, part: str, page: int) -> Answer:
        code = self.code(id_)
        page = page if part == "owners" and 1 <= page <= len(paged(code.owners)) else 1
        return Answer(
            kind="show",
            title=self.label(code),
            lead=spoken(code.lead, self.words),
            tone=code.tone,
            subject=(id_,),
            sections=tuple(self._sections(code, part, page)),
            actions=tuple(self._actions(code, part, page)),
            sources=tuple(map(self._source, code.sources[: None if part else _FEW_SOURCES])),
            language=self.words.language,
        )

    def _card_beside(self, id_: str, part: str, page: int, others: tuple[str, ...]) -> Answer:
        card = self._kept(id_, part, page)
        also = Section(self.words("heading-also"), (self.choices(others, notes=False),), Weight.USEFUL)
        return replace(card, subject=(*card.subject, *others), sections=(*card.sections, also))

    def _sections(self, code: Code, part: str, page: int) -> Iterator[Section]:
        match part:
            case "causes":
                yield from self._causes(code, None, Weight.CORE)
                yield from self._meaning(code, Weight.USEFUL)
            case "checks":
                yield from self._checks(code, None)
            case "caller":
                yield from self._caller(code, whole=True)
                yield from self._headers(code)
            case "owners":
                yield from self._owners(paged(code.owners)[page - 1 : page], Weight.CORE)
            case "related":
                yield from self._confusions(code)
                yield from self._related(code)
            case "more":
                yield from self._whole(code)
            case _:
                yield from self._compact(code)

    def _compact(self, code: Code) -> Iterator[Section]:
        yield from self._where(code)
        yield from self._causes(code, _FEW_CAUSES, Weight.CORE)
        yield from self._checks(code, 1)
        yield from self._caller(code, whole=False)
        yield from self._members(code, whole=False)

    def _whole(self, code: Code) -> Iterator[Section]:
        yield from self._where(code)
        yield from self._meaning(code, Weight.CORE)
        yield from self._causes(code, None, Weight.CORE)
        yield from self._checks(code, None)
        yield from self._caller(code, whole=True)
        yield from self._owners((code.owners,), Weight.EXTRA)  # long, and a button of its own leads there
        yield from self._confusions(code)
        yield from self._headers(code)
        yield from self._myth(code)
        yield from self._history(code)
        yield from self._example(code)
        yield from self._constants(code)
        yield from self._members(code, whole=True)

    def _where(self, code: Code) -> Iterator[Section]:
        words = self.words
        pairs: list[tuple[str, Line]] = []
        if code.side:
            pairs.append((words("label-side"), line(words(f"side-{code.side}"))))
        if code.path:
            pairs.append((words("label-path"), spoken(code.path, words)))
        if code.standing is not Standing.STANDARD:
            pairs.append((words("label-standing"), line(words(f"standing-{code.standing}"))))
        if pairs:
            yield Section("", (Facts(tuple(pairs)),), Weight.CORE)

    def _meaning(self, code: Code, weight: Weight) -> Iterator[Section]:
        if code.meaning:
            yield Section(self.words("heading-meaning"), (Paragraph(spoken(code.meaning, self.words)),), weight)

    def _causes(self, code: Code, most: int | None, weight: Weight) -> Iterator[Section]:
        if code.causes:
            items = tuple(spoken(cause, self.words) for cause in code.causes[:most])
            yield Section(self.words("heading-causes"), (Bullets(items, ordered=True),), weight)

    def _checks(self, code: Code, most: int | None) -> Iterator[Section]:
        blocks: list[Block] = []
        for check in code.checks[:most]:
            blocks.append(Paragraph(spoken(check, self.words)))
            if check.run:
                blocks.append(Listing(check.run, "sh"))
        if blocks:
            yield Section(self.words("heading-checks"), tuple(blocks), Weight.CORE)

    def _caller(self, code: Code, *, whole: bool) -> Iterator[Section]:
        caller, words = code.caller, self.words
        if caller is None:
            return
        blocks: list[Block] = [Paragraph(spoken(caller.advice, words))]
        if whole:
            pairs = [(words("label-retry"), line(words(f"retry-{caller.retry}")))]
            if caller.cacheable is not Cacheable.UNKNOWN:  # caches and bodies are HTTP's: no exit status has them
                pairs.append((words("label-cacheable"), line(words(f"cacheable-{caller.cacheable}"))))
                pairs.append((words("label-content"), line(words(f"content-{caller.content}"))))
            if caller.method:
                pairs.append((words("label-method"), line(words(f"method-{caller.method}"))))
            blocks.append(Facts(tuple(pairs)))
        yield Section(words("heading-caller"), tuple(blocks), Weight.USEFUL)

    def _headers(self, code: Code) -> Iterator[Section]:
        words = self.words
        if not code.headers:
            return
        items = []
        for header in code.headers:
            carrier = words("carrier-request" if header.carrier is Carrier.REQUEST else "carrier-response")
            need = words(f"need-{header.need}")
            about = f"（{carrier}，{need}）：" if words.chinese else f" ({carrier}, {need}): "
            items.append((Span(header.name, Style.CODE), Span(about), *spoken(header.note, words)))
        yield Section(words("heading-headers"), (Bullets(tuple(items)),), Weight.EXTRA)

    def _owners(self, pages: Sequence[Sequence[Owner]], weight: Weight) -> Iterator[Section]:
        blocks: list[Block] = []
        for owner in (owner for page in pages for owner in page):
            blocks.append(Bullets((self._owner(owner),)))
            if owner.run:
                blocks.append(Listing(owner.run, "sh"))
        if blocks:
            yield Section(self.words("heading-owners"), tuple(blocks), weight)

    def _owner(self, owner: Owner) -> Line:
        return (
            Span(owner.vendor, Style.STRONG, owner.source.url if owner.source else ""),
            Span(colon(self.words.language)),
            *spoken(owner.meaning, self.words),
            Span("" if self.words.chinese else " "),
            Span(self.words("label-sign"), Style.QUIET),
            Span(colon(self.words.language)),
            *spoken(owner.fingerprint, self.words),
        )

    def _confusions(self, code: Code) -> Iterator[Section]:
        if not code.confusions:
            return
        items = tuple(
            self._difference(self.code(item.id), say(item.difference, self.words)) for item in code.confusions
        )
        yield Section(self.words("heading-confusions"), (Bullets(items),), Weight.USEFUL)

    def _difference(self, other: Code, sentence: str) -> Line:
        """What tells another code apart, the code before it; many a sentence begins with it anyway."""
        rest = sentence.removeprefix(other.key)
        begins = rest != sentence and not rest[:1].isalnum()
        return (Span(self.tag(other), Style.STRONG), *line(rest if begins else f" {sentence}"))

    def _related(self, code: Code) -> Iterator[Section]:
        if code.related:
            yield Section(self.words("heading-related"), (self.choices(code.related),), Weight.USEFUL)

    def _myth(self, code: Code) -> Iterator[Section]:
        for heading, text in (("heading-myth", code.myth), ("heading-doubt", code.doubt)):
            if text:
                yield Section(self.words(heading), (Paragraph(spoken(text, self.words)),), Weight.EXTRA)

    def _history(self, code: Code) -> Iterator[Section]:
        blocks: list[Block] = []
        older = dict.fromkeys((*code.older.en, *(code.older.zh if self.words.chinese else ())))
        if older:
            names = ("、" if self.words.chinese else ", ").join(older)
            blocks.append(Facts(((self.words("label-names"), line(names)),)))
        if code.history:
            blocks.append(Paragraph(spoken(code.history, self.words)))
        if blocks:
            yield Section(self.words("heading-history"), tuple(blocks), Weight.EXTRA)

    def _example(self, code: Code) -> Iterator[Section]:
        if code.example:
            yield Section(self.words("heading-example"), (Listing(code.example.strip(), "http"),), Weight.EXTRA)

    def _constants(self, code: Code) -> Iterator[Section]:
        if code.constants:
            pairs = tuple((name, (Span(value, Style.CODE),)) for name, value in code.constants.items())
            yield Section(self.words("heading-constants"), (Facts(pairs),), Weight.EXTRA)

    def _members(self, code: Code, *, whole: bool) -> Iterator[Section]:
        """The codes of a class: the best known by name alone, or nearly all of them with their leads."""
        members = self._catalogue.members(code.id)
        if not members:
            return
        most = _MANY_MEMBERS if whole else _FEW_MEMBERS
        known = sorted((self.code(id_) for id_ in members), key=lambda c: (-c.common, c.id))[:most]
        known.sort(key=lambda c: (c.number or 0, c.id))
        choices = self.choices((c.id for c in known), notes=whole)
        yield Section(self.words("heading-members"), (choices,), Weight.USEFUL)

    def _actions(self, code: Code, part: str, page: int) -> Iterator[Action]:
        words = self.words
        pages = len(paged(code.owners)) if part == "owners" else 1
        check = next((c for c in code.checks if c.run and len(c.run) <= COPY_LIMIT), None)
        yield from self.ask(
            words("button-less" if part else "button-more"), "show", code.id, *([] if part else ["more"])
        )
        if part not in ("", "more"):
            yield from self.ask(words("button-more"), "show", code.id, "more")
        if pages > 1:
            following = page % pages + 1
            label = words("button-page", page=following, pages=pages)
            yield from self.ask(label, "show", code.id, part, *([str(following)] if following > 1 else []))
        if check:
            yield Copy(words("button-copy"), check.run)
        for name, there in (
            ("causes", len(code.causes) > _FEW_CAUSES or bool(code.meaning)),
            ("checks", len(code.checks) > 1),
            ("caller", code.caller),
            ("owners", code.owners),
            ("related", code.related),
        ):
            if there and name != part:
                yield from self.ask(words(f"button-{name}"), "show", code.id, name)
        if code.confusions:
            other = self.code(code.confusions[0].id)
            yield from self.ask(words("button-compare", code=self.tag(other)), "compare", code.id, other.id)
        yield Open(words("button-source"), code.sources[0].url)
        here = [part, *([str(page)] if page > 1 else [])] if part else []
        yield from self.other_language("show", code.id, *here)

    def _source(self, source: Source) -> Link:
        """Where it was read; what was not read there itself says so."""
        return Link(source.title if source.confirmed else self.words("source-unread", title=source.title), source.url)

    def command(self, verb: str, *args: str) -> Command:
        """A command that keeps the language: what a button of this answer leads to is in the same one."""
        return Command("in", (_LETTERS[self.words.language], verb, *map(self._short, args)))

    def _short(self, arg: str) -> str:
        return self._catalogue.handle(arg) if arg in self._catalogue else arg

    def ask(self, text: str, verb: str, *args: str) -> Iterator[Ask]:
        """A button, or none where its meaning does not fit into a button id."""
        yield from _button(text, self.command(verb, *args))

    def other_language(self, verb: str, *args: str) -> Iterator[Ask]:
        """The button that shows the same in the other language."""
        other = "en" if self.words.chinese else "zh-Hans"
        yield from _button(
            self.words("button-language"), Command("in", (_LETTERS[other], verb, *map(self._short, args)))
        )

    # --- several codes ------------------------------------------------------------------------------------------------

    def choices(self, ids: Iterable[str], *, notes: bool = True) -> Choices:
        """Codes to pick from, with their leads or by name alone; among their own kind keys name them."""
        codes = [self.code(id_) for id_ in ids]
        shorts = _keys(codes) or tuple(map(self.tag, codes))
        return Choices(tuple(self._choice(code, short, notes=notes) for code, short in zip(codes, shorts, strict=True)))

    def _choice(self, code: Code, short: str, *, notes: bool) -> Choice:
        note = unmarked(code.lead, self.words) if notes else ""
        return Choice(self.short_label(code), self.command("show", code.id), note, short)

    def compare(self, ids: Sequence[str]) -> Answer:
        """Codes side by side: a written table where there is one, else a table out of the entries' fields."""
        words = self.words
        written = self._catalogue.comparison(ids)
        if written:
            ids = written.ids
        codes = [self.code(id_) for id_ in ids]
        keys = _keys(codes) or tuple(map(self.tag, codes))
        names = " / ".join((self.tag(codes[0]), *keys[1:]))
        table = self._written_table(written, keys) if written else self._made_table(codes, keys)
        sections = [Section("", (table,), Weight.CORE)]
        if written:
            verdict = Paragraph(spoken(written.verdict, words))
            sections.insert(0, Section(words("compare-verdict"), (verdict,), Weight.CORE))
        sources = written.sources if written and written.sources else [s for code in codes for s in code.sources[:1]]
        return Answer(
            kind="compare",
            title=words("compare-title", codes=names),
            lead=tuple(
                part
                for key, code in zip(keys, codes, strict=True)
                for part in (
                    Span(key, Style.STRONG),
                    Span(f" {say(code.name, words)}"),
                    Span("；" if words.chinese else "; "),
                )
            )[:-1],
            tone=codes[0].tone,
            subject=tuple(ids),
            sections=tuple(sections),
            actions=(
                *(button for key, code in zip(keys, codes, strict=True) for button in self.ask(key, "show", code.id)),
                *self.other_language("compare", *ids),
            ),
            sources=tuple(dict.fromkeys(map(self._source, sources))),
            language=words.language,
        )

    def _written_table(self, written: Comparison, keys: Sequence[str]) -> Table:
        rows = tuple(
            (spoken(row.question, self.words), *(spoken(answer, self.words) for answer in row.answers))
            for row in written.rows
        )
        return Table((self.words("compare-question"), *keys), rows)

    def _made_table(self, codes: Sequence[Code], keys: Sequence[str]) -> Table:
        words = self.words
        rows = [(words("compare-meaning"), [spoken(code.lead, words) for code in codes])]
        if all(code.side for code in codes):
            rows.append((words("compare-side"), [line(words(f"side-{code.side}")) for code in codes]))
        callers = [code.caller for code in codes if code.caller]
        if len(callers) == len(codes):
            rows.append((words("compare-retry"), [line(words(f"retry-{c.retry}")) for c in callers]))
            if any(c.cacheable is not Cacheable.UNKNOWN for c in callers):
                rows.append((words("compare-cacheable"), [line(words(f"cacheable-{c.cacheable}")) for c in callers]))
            if any(c.method for c in callers):
                methods = [line(words(f"method-{c.method or Method.KEPT}")) for c in callers]
                rows.append((words("compare-method"), methods))
        if len({code.standing for code in codes}) > 1:
            rows.append((words("compare-standing"), [line(words(f"standing-{code.standing}")) for code in codes]))
        return Table(
            (words("compare-question"), *keys),
            tuple((line(question), *answers) for question, answers in rows),
        )

    def listing(self, ids: Sequence[str], title: str, lead: str, kind: str) -> Answer:
        """Codes one after the other, each with its lead: the answer to a log, a family, a list."""
        return Answer(
            kind=kind,
            title=title,
            lead=line(lead),
            subject=tuple(ids),
            sections=(Section("", (self.choices(ids),), Weight.CORE),),
            language=self.words.language,
        )

    def loudest(self, ids: Iterable[str]) -> Tone:
        """The tone of the worst of several codes that were met together."""
        return max((self.code(id_).tone for id_ in ids), key=_LOUDNESS.index, default=Tone.INFO)


def _keys(codes: Sequence[Code]) -> tuple[str, ...]:
    """The keys of codes of one family, which need not be named at each; () where they are of several."""
    return tuple(code.key for code in codes) if len({code.family for code in codes}) == 1 else ()


def _button(text: str, command: Command) -> Iterator[Ask]:
    try:
        encode(command)
    except ValueError:
        return
    yield Ask(text, command)


_LOUDNESS = (Tone.INFO, Tone.SUCCESS, Tone.NOTICE, Tone.WARNING, Tone.ERROR)

_LETTERS = {"en": "e", "zh-Hans": "s", "zh-Hant": "t"}
LANGUAGE_OF_LETTER = {letter: language for language, letter in _LETTERS.items()}
"""How a language is written in a button id, where bytes are few."""
