"""What goes out: a document with meaning, not markup. Each platform renders it with a pure function.

Words are finished when the answer is finished; renderers branch on structure only, never on `kind`. Parts that many
answers share keep their hash, so that what was rendered of them is found again at little cost.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

import msgspec

from bot.action import Action, Command  # noqa: TC001 - a struct of msgspec can be asked for its types
from knowledge.model import Tone

__all__ = [
    "Answer", "Block", "Bullets", "Choice", "Choices", "Facts", "Line", "Link", "Listing", "Paragraph", "Reason",
    "Removal", "Section", "Span", "Style", "Table", "Tone", "Weight", "colon", "plain",
]  # fmt: skip


class Weight(IntEnum):
    """What `fit` gives up first (the highest). EXTRA may also be folded away until asked for."""

    CORE = 0
    USEFUL = 1
    EXTRA = 2


class Style(StrEnum):
    """What a run of text is."""

    PLAIN = "plain"
    STRONG = "strong"
    CODE = "code"
    QUIET = "quiet"


class Span(msgspec.Struct, frozen=True, cache_hash=True):
    """A run of text in one style; `href` makes it a link. Renderers escape spans, so escaping is right."""

    text: str
    style: Style = Style.PLAIN
    href: str = ""


Line = tuple[Span, ...]
"""One line or paragraph of running text."""


class Paragraph(msgspec.Struct, frozen=True):
    """Running text."""

    line: Line


class Bullets(msgspec.Struct, frozen=True):
    """A list; `ordered` where the order says something (likeliest first)."""

    items: tuple[Line, ...]
    ordered: bool = False


class Facts(msgspec.Struct, frozen=True):
    """Short labelled values, one a line."""

    pairs: tuple[tuple[str, Line], ...]


class Table(msgspec.Struct, frozen=True):
    """A table; `head` has one cell more than a row has answers: the first cell of a row is its question."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


class Listing(msgspec.Struct, frozen=True):
    """Text to keep as it is, such as a command or an exchange. `language` is a highlighter's name ("http", "sh")."""

    text: str
    language: str = ""


class Choice(msgspec.Struct, frozen=True):
    """One thing to pick.

    Attributes:
        label: one short line ("503 Service Unavailable").
        command: what picking it means.
        note: a quieter addition.
        short: what names it where many stand side by side ("503", "gRPC 14"); "" where nothing does.
    """

    label: str
    command: Command
    note: str = ""
    short: str = ""


class Choices(msgspec.Struct, frozen=True):
    """Things to pick from, best first, numbered from 1 where a platform numbers them."""

    items: tuple[Choice, ...]


Block = Paragraph | Bullets | Facts | Table | Listing | Choices


class Section(msgspec.Struct, frozen=True, cache_hash=True):
    """A part of an answer. An empty `heading` means none is shown."""

    heading: str
    blocks: tuple[Block, ...]
    weight: Weight = Weight.USEFUL


class Link(msgspec.Struct, frozen=True, cache_hash=True):
    """A source: what it is called and where it is."""

    title: str
    url: str


class Reason(msgspec.Struct, frozen=True):
    """Why an id is in the answer: the step that found it, the words that matched, and how sure (0 to 1)."""

    id: str
    step: str
    matched: str
    score: float


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A finished answer.

    Attributes:
        kind: the verb it came from ("show", "compare", "choose", "nothing" …): for metrics, never for rendering.
        title: one plain line.
        lead: one line that is a whole answer by itself.
        tone: its meaning, for a colour or a mark beside the words.
        subject: the ids it is about, best first.
        sections: the rest, in reading order.
        actions: what to do next, most useful first.
        sources: where it was read.
        language: BCP 47 tag of its words ("en", "zh-Hans", "zh-Hant").
        answered: False where it only says that nothing was found, offers guesses, or apologises.
        private: for the asker alone where the platform can do that.
        fresh: to be posted as a message of its own, even after a press.
        cut: whether `fit` had to leave something out.
        reasons: why each id is there, best first.
    """

    kind: str
    title: str
    lead: Line
    tone: Tone = Tone.INFO
    subject: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    actions: tuple[Action, ...] = ()
    sources: tuple[Link, ...] = ()
    language: str = "en"
    answered: bool = True
    private: bool = False
    fresh: bool = False
    cut: bool = False
    reasons: tuple[Reason, ...] = ()


class Removal(msgspec.Struct, frozen=True):
    """Instead of an answer: the message whose button was pressed is to be taken away."""


def colon(language: str) -> str:
    """The colon after a label, with the space that the language wants behind it."""
    return "：" if language.startswith("zh") else ": "


def plain(line: Line) -> str:
    """The text of a line without styles."""
    return "".join(span.text for span in line)
