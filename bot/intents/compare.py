"""Two or more codes side by side. Heard where a text names several, by number or by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.action import Command
from bot.answer import Reason
from bot.commands import CommandSpec, OptionSpec, Take
from bot.intents import Intent, Scene, localized
from bot.outcome import Outcome
from bot.reading import Cue, Shape
from bot.texts import cues
from knowledge.search.focus import HOME
from knowledge.search.judge import is_described, is_name
from knowledge.search.names import squash
from knowledge.search.needles import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ASKING = (Cue.COMPARE, Cue.MEANING, Cue.LIST)

LONGEST = 100
"""Characters of a comparison put in words; a longer text tells a story."""

MOST = 8
"""Codes in one comparison; more do not fit side by side."""

# What stands between two things that are weighed, whatever else is said, and what may stand there if a comparison is asked.
_BETWEEN = r"[,，、;；/|&]+|(?<![a-z])\++|\++(?![a-z])|(?<![a-z])(?:vs\.?|versus|v\.?s\.?|or|haishi|pk)(?![a-z])|!=|<>|==|和|与|跟|还是|以及|及|对比|比较(?![好合常])|或"
_ASKED = r"[:：](?=\s)|(?<![a-z])(?:and|from|to|than|with|compared to|compared with|he|gen)(?![a-z])|同"
_CLAUSE = Expression(r"\s*(?:when|whenever|if|for|in case|because|since|after|before|while)\s")
_ASIDE = Expression(
    r"\s*(?:which|what|whats|whether|should|does|do|is|it|the|to|my|our|用?哪|该|应该|用|选|怎|什么时候|如何|谁)"
)
"""How what is said beside the names begins: when it is, and what is wanted."""

_BEHIND = Expression(
    r"[,;:(?]|(?<![a-z])(?:when|whenever|if|for|in case|because|since|after|before|as|where|while|on|with|which|what|whats|once|during|is|are|in)(?![a-z])"
    r"|到底|究竟|有(?:何|什么|啥|没)|差(?:别|在|异|几)|哪|用|该|应|怎|咋|如何|在什么|什么时候|分|选|啥"
)
"""Where a name ends and what is said of it begins."""

_WEIGHED = Expression(
    r"(?<![a-z])(?:vs|versus|differ(?:s|ent|ence|ences)?|compared?|comparison)(?![a-z])|区别|差[别异在]|不同|对比|分别|怎么[选分]"
)
"""Words that nobody uses but to compare: beside them the parts may be descriptions."""

_JOINED = Expression(rf"(?![,，、;；\s])(?:{_BETWEEN})", re.IGNORECASE)
"""What joins two things; between clauses of a story stand signs alone, and there only names as they are count."""

_SPLIT = Expression(rf"\s*(?:{_BETWEEN})\s*", re.IGNORECASE)
_SPLIT_ASKED = Expression(rf"\s*(?:{_BETWEEN}|{_ASKED})\s*", re.IGNORECASE)


def hear(scene: Scene) -> Command | None:
    """Several codes in one text, or a comparison asked for in names."""
    reading = scene.reading
    if reading.shape is Shape.LOG:
        return None
    named = [mention.ids[0] for mention in reading.fair]
    if len(named) > 1:
        return Command("compare", tuple(dict.fromkeys(named))[:MOST])
    ids = _by_names(scene)
    return Command("compare", tuple(ids)) if len(ids) > 1 else None


def _by_names(scene: Scene) -> list[str]:
    """The ids that the parts of a text name, where each part that says something is a name, or an aside; else []."""
    reading = scene.reading
    weighed = _WEIGHED.pattern.search(reading.folded) is not None
    asked = Cue.COMPARE in reading.cues
    text = scene.catalogue.folder.simplify(reading.text)
    parts = [part for part in (_SPLIT_ASKED if asked else _SPLIT).pattern.split(text) if part.strip()]
    if not 1 < len(parts) <= (MOST if asked else 2) or len(reading.text) > LONGEST:
        return []
    inner = [scene.read(part) for part in parts]
    loose = asked or weighed or _JOINED.pattern.search(text) is not None
    families = dict.fromkeys(each.fair[0].ids[0].partition(":")[0] for each in inner if each.fair)
    families |= dict.fromkeys(reading.focus.families)
    found: list[str] = []
    for each in inner:
        if _CLAUSE.pattern.match(each.folded) or (len(found) > 1 and _ASIDE.pattern.match(each.folded)):
            continue
        said = [] if each.fair else _said(each.folded, asked=asked)
        id_ = each.fair[0].ids[0] if each.fair else _exact(said, tuple(families), scene)
        if not id_ and loose:
            id_ = _near(said, scene, asked=asked, weighed=weighed)
        if id_:
            found.append(id_)
        elif not asked or (id_ is None and not _ASIDE.pattern.match(each.folded)):
            return []
    by_chance = not weighed and len({id_.partition(":")[0] for id_ in found}) > 1  # "overloaded or going away"
    return [] if by_chance else list(dict.fromkeys(found))


def _exact(said: Sequence[str], families: Sequence[str], scene: Scene) -> str | None:
    """The id of the code that a part of a comparison is the name of, by what it may say (see `_said`)."""
    return next((id_ for text in said for id_ in _exactly(text, families, scene)), None)


def _near(said: Sequence[str], scene: Scene, *, asked: bool, weighed: bool) -> str | None:
    """The id of the code whose name a part is near, or that it describes, where that counts; by what it may say.

    "" where it says nothing that is known, None where it says something else.
    """
    known = False
    for text in said:
        for hit in scene.catalogue.search(text, 1, scene.reading.focus)[:1]:
            if is_name(hit, sure=not asked) or (weighed and is_described(hit)):
                return hit.id
            known = True
    return None if known else ""


def _said(part: str, *, asked: bool) -> list[str]:
    """A part without the words that ask, whole and, where a comparison is asked for, up to where its name ends."""
    cut = _BEHIND.pattern.search(part, 1) if asked else None
    return [text for text in map(_bare, [part, part[: cut.start()]] if cut else [part]) if text]


def _bare(text: str) -> str:
    return cues.load().without(text, _ASKING).strip()


def _exactly(name: str, families: Sequence[str], scene: Scene) -> Iterator[str]:
    """The codes that are called so, those of the families that others of the comparison belong to first."""
    for family in families:
        yield from scene.catalogue.exact(name, family)
    for id_ in scene.catalogue.exact(f"={squash(name)}"):
        if id_.partition(":")[0] in (HOME, *families):
            yield id_


def act(command: Command, scene: Scene) -> Outcome:
    """The comparison of the codes in the arguments: ids, numbers or names."""
    ids = list(dict.fromkeys(id_ for arg in command.args for id_ in _resolve(arg, scene)))[:MOST]
    if len(ids) < 2:  # noqa: PLR2004 - one code is shown, none is not understood
        alone = Command("show", (ids[0],)) if ids else Command("nothing", (" ".join(command.args),))
        return scene.act(alone, scene)
    answer = scene.composer.compare(ids)
    reasons = tuple(
        Reason(mention.ids[0], mention.via, mention.text, 1.0)
        for mention in scene.reading.fair
        if mention.ids[0] in ids
    )
    return Outcome(Command("compare", answer.subject), replace(answer, subject=tuple(ids), reasons=reasons))


def _resolve(arg: str, scene: Scene) -> Sequence[str]:
    if (id_ := scene.catalogue.id_of(arg)) in scene.catalogue:
        return (id_,)
    inner = scene.about(arg)
    heard = hear(inner)
    if heard:
        return heard.args
    if inner.reading.fair:
        return inner.reading.fair[0].ids[:1]
    hits = scene.catalogue.search(inner.reading.words, 1, inner.reading.focus)
    return (hits[0].id,) if hits and is_name(hits[0], sure=False) else ()


def menu() -> CommandSpec:
    """How it is shown in menus."""
    return CommandSpec(
        verb="compare",
        name="compare",
        label=localized("command-compare-label"),
        description=localized("command-compare-description"),
        options=tuple(
            OptionSpec(
                name,
                localized(f"option-{name}-label"),
                localized("option-compare-description"),
                Take.CODE,
                required=name in ("first", "second"),
            )
            for name in ("first", "second", "third", "fourth")
        ),
    )


INTENT = Intent("compare", 40, hear, act, menu, menu_rank=2)
