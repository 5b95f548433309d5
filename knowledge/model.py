"""The shapes of what is known: a family of codes, a code, a comparison, and the texts and facts they hold.

All are frozen `msgspec.Struct`s that refuse unknown keys, so a misspelt key in a data file is an error that names it.
Every sentence a person can read is a `Text`: both languages stand together. Backticks in a sentence mark code.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec reads the annotations when it converts
from enum import StrEnum

import msgspec


class Standing(StrEnum):
    """What authority a code has."""

    STANDARD = "standard"
    EXPERIMENTAL = "experimental"
    DEPRECATED = "deprecated"
    OBSOLETE = "obsolete"
    RESERVED = "reserved"
    UNOFFICIAL = "unofficial"


class Tone(StrEnum):
    """What a code means for the one who meets it; colours and marks belong to the platforms."""

    INFO = "info"
    SUCCESS = "success"
    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"


class Side(StrEnum):
    """Where the cause of a code usually lies."""

    CALLER = "caller"
    NETWORK = "network"
    PROXY = "proxy"
    CDN = "cdn"
    BALANCER = "balancer"
    ORIGIN = "origin"
    SHARED = "shared"
    NOBODY = "nobody"


class Retry(StrEnum):
    """What the caller should do next with the same request."""

    UNNEEDED = "unneeded"
    NO = "no"
    CHANGED = "changed"
    CREDENTIALS = "credentials"
    REDIRECT = "redirect"
    PAUSE = "pause"
    ONCE = "once"
    SAFE = "safe"
    """Once, even what is not idempotent: the request was certainly not carried out."""
    DEPENDS = "depends"


class Cacheable(StrEnum):
    """Whether a cache may store the response without being told to (heuristic freshness, RFC 9110 section 15.1)."""

    DEFAULT = "default"
    EXPLICIT = "explicit"
    NO = "no"
    UNKNOWN = "unknown"


class Content(StrEnum):
    """Whether the response has content (a body)."""

    EXPECTED = "expected"
    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    NONE = "none"


class Method(StrEnum):
    """What becomes of the request method when a client follows a redirect."""

    KEPT = "kept"
    GET = "get"
    MAY_CHANGE = "may-change"


class Need(StrEnum):
    """How strongly a header field is asked for."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class Carrier(StrEnum):
    """Which message carries a header field."""

    REQUEST = "request"
    RESPONSE = "response"


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One sentence or paragraph in both languages; `hant` only where the conversion from `zh` would be wrong."""

    en: str
    zh: str
    hant: str = ""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Phrases in which people ask, by language. `zh` is Simplified; Traditional and pinyin are derived."""

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Where a fact was read. `checked` is the day it was read; `confirmed` is false for what nobody could verify."""

    title: str
    url: str
    checked: dt.date
    confirmed: bool = True


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One thing to look at, with the command that looks (empty where there is none)."""

    en: str
    zh: str
    hant: str = ""
    run: str = ""


class Caller(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What the code means for the program that got it."""

    retry: Retry
    advice: Text
    cacheable: Cacheable = Cacheable.UNKNOWN
    content: Content = Content.ALLOWED
    method: Method | None = None


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A header field that belongs to the code."""

    name: str
    carrier: Carrier
    need: Need
    note: Text


class Owner(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Who else, or who in particular, uses the number, what it means there, and how to recognise that it was them."""

    vendor: str
    meaning: Text
    fingerprint: Text
    run: str = ""
    source: Source | None = None


class Confusion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Another code that is mistaken for this one, and the difference in a sentence."""

    id: str
    difference: Text


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One code of a family. Shape of a file: any number of `[[code]]` tables.

    `spellings` are other exact forms that mean this code and nothing else ("WSAECONNREFUSED", "10061", "0x8").
    `group` is the id of the class entry ("http:5xx") or the key of a group of the family ("permanent").
    `common` is how often people meet the code, 0 to 100; it orders equals and decides what an empty box shows.
    """

    id: str
    name: Text
    lead: Text
    group: str
    standing: Standing
    tone: Tone
    sources: tuple[Source, ...]
    number: int | None = None
    spellings: tuple[str, ...] = ()
    constants: dict[str, str] = {}
    older: Words = Words()
    asked: Words = Words()
    symptoms: Words = Words()
    common: int = 10
    side: Side | None = None
    path: Text | None = None
    meaning: Text | None = None
    causes: tuple[Text, ...] = ()
    checks: tuple[Check, ...] = ()
    caller: Caller | None = None
    headers: tuple[Header, ...] = ()
    owners: tuple[Owner, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    related: tuple[str, ...] = ()
    myth: Text | None = None
    history: Text | None = None
    doubt: Text | None = None
    example: str = ""

    @property
    def family(self) -> str:
        """The part of the id before the colon."""
        return self.id.partition(":")[0]

    @property
    def key(self) -> str:
        """The part of the id after the colon: what people type."""
        return self.id.partition(":")[2]


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A named part of a family that has no entry of its own, such as "permanent negative replies"."""

    key: str
    name: Text


ALWAYS_FIRST = 100
"""`Family.precedence` from which its bare numbers are meant before those of all others, however often they are met."""


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A family of codes. `hints` are words that point at the family ("grpc", "exit code", "退出码").

    A number beside a hint is the family's. `topics` are words of its field that point at no number ("signal",
    "mailbox"): they make its codes as likely as those of the family that is meant otherwise. `called` are words for
    one of its codes ("signal", "flag"): where one is asked for, they point at the family as hints do.

    `prefix` stands before a code's key where the key alone does not tell the family ("gRPC 14", "exit code 137").
    `patterns` are regular expressions of how the programs of the family print its codes; the group `key` is a spelling.
    `precedence` orders the families, and decides between codes of a bare number that people meet equally often.
    `bare` tells whether a number standing alone can mean this family at all. `general` tells that its numbers are those
    of another family where the text points at one as well: an exit status of curl's is curl's. `alone` tells that who
    names the family hardly ever means a status of HTTP: its programs are none of the web's. `everywhere` tells that any
    program meets its codes, so that people describe them without a word that points at the family.
    """

    id: str
    name: Text
    lead: Text
    hints: Words
    sources: tuple[Source, ...]
    topics: Words = Words()
    called: Words = Words()
    prefix: Text | None = None
    patterns: tuple[str, ...] = ()
    precedence: int = 0
    bare: bool = False
    general: bool = False
    alone: bool = False
    everywhere: bool = False
    groups: tuple[Group, ...] = ()


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One question of a comparison; `answers` stand in the order of the comparison's ids."""

    question: Text
    answers: tuple[Text, ...]


class Comparison(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A decision table for codes that people weigh against each other; `verdict` says when to choose which."""

    ids: tuple[str, ...]
    verdict: Text
    rows: tuple[Row, ...]
    sources: tuple[Source, ...] = ()


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """More ways in which people describe a code, kept apart from the entry."""

    id: str
    symptoms: Words


class DataFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What a data file may hold."""

    family: Family | None = None
    code: tuple[Code, ...] = ()
    comparison: tuple[Comparison, ...] = ()
    phrases: tuple[Phrases, ...] = ()
