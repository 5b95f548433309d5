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
from knowledge.search.judge import is_name

if TYPE_CHECKING:
    from collections.abc import Sequence

_ASKING = (Cue.COMPARE, Cue.MEANING, Cue.LIST)

LONGEST = 100
"""Characters of a comparison put in words; a longer text tells a story."""

MOST = 8
"""Codes in one comparison; more do not fit side by side."""

# What stands between two things that are weighed, whatever else is said, and what may stand there if a comparison is asked.
_BETWEEN = r"[,，、;；/|&]+|(?<![a-z])\++|\++(?![a-z])|(?<![a-z])(?:vs\.?|versus|v\.?s\.?|or|haishi|pk)(?![a-z])|!=|<>|==|和|与|跟|还是|以及|及|对比|比较|或"
_ASKED = r"(?<![a-z])(?:and|from|to|than|with|compared to|compared with|he|gen)(?![a-z])|同"
_SPLIT = re.compile(rf"\s*(?:{_BETWEEN})\s*", re.IGNORECASE)
_SPLIT_ASKED = re.compile(rf"\s*(?:{_BETWEEN}|{_ASKED})\s*", re.IGNORECASE)


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
    """The ids that the parts of a text name, where each part that says something is a name; else []."""
    reading = scene.reading
    asked = Cue.COMPARE in reading.cues
    parts = [part for part in (_SPLIT_ASKED if asked else _SPLIT).split(reading.text) if part.strip()]
    if not 1 < len(parts) <= (MOST if asked else 2) or len(reading.text) > LONGEST:
        return []
    found: list[str] = []
    for part in parts:
        inner = scene.read(part)
        if inner.fair:
            found.append(inner.fair[0].ids[0])
            continue
        said = cues.load().without(inner.folded, _ASKING)
        hits = scene.catalogue.search(said, 1, reading.focus)
        if hits and is_name(hits[0], sure=not asked):
            found.append(hits[0].id)
        elif hits or not asked:
            return []
    return list(dict.fromkeys(found))


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
