"""A code described in words: a name, however misspelt, or what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.action import Command
from bot.answer import Answer, Reason, Section, Weight
from bot.intents import Intent, Scene
from bot.outcome import Outcome
from bot.reading import Cue, Shape
from bot.texts import cues
from knowledge.search.focus import HOME
from knowledge.search.judge import Sureness, close, judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.search.score import Hit

_RELATED = 0.6
"""What the fit of a code gains that is related to one beside which another is asked for."""

SUGGESTED = 5
"""How many guesses are offered."""


def hear(scene: Scene) -> Command | None:
    """Words that fit some code well enough to say so, or to ask back."""
    if not scene.reading.words.strip() or _courtesy(scene):
        return None
    hits = _found(scene)
    return Command("search") if _judged(hits, scene) is not Sureness.NOTHING else None


def _courtesy(scene: Scene) -> bool:
    """Whether a text is thanks or a greeting and nothing else, whatever code is known by such a word."""
    said = scene.reading.cues & {Cue.THANKS, Cue.GREETING}
    return any(cues.load().only(scene.reading.folded, cue) for cue in said)


def act(command: Command, scene: Scene) -> Outcome:
    """The card of the best fit where it is sure; a choice of the best where it is not."""
    hits = _wanted(_found(scene), scene)
    reasons = tuple(Reason(hit.id, hit.view, hit.matched, hit.score) for hit in hits)
    ids = [hit.id for hit in hits[:SUGGESTED]]
    if _judged(hits, scene) is Sureness.SURE:
        return _with_others(scene.act(Command("show", (ids[0],)), scene), hits, scene).found_by(
            command, reasons, tuple(ids)
        )
    if not ids:
        return scene.act(Command("nothing"), scene)
    words = scene.composer.words
    answer = scene.composer.listing(ids, words("choose-title"), words("choose-lead"), "choose")
    return Outcome(command, replace(answer, answered=False, reasons=reasons))


def _found(scene: Scene) -> Sequence[Hit]:
    reading = scene.reading
    hits = scene.catalogue.search(reading.words, focus=reading.focus)
    return _others_than(reading.excluded, hits, scene) if reading.excluded else hits


def _others_than(known: Sequence[str], hits: Sequence[Hit], scene: Scene) -> Sequence[Hit]:
    """The hits without codes that are known already, those first that are related to them: what else is asked for."""
    near = {id_ for code in map(scene.catalogue.get, known) for id_ in code.related}
    return sorted(
        (hit for hit in hits if hit.id not in known), key=lambda hit: -hit.score * (1 + _RELATED * (hit.id in near))
    )


def _wanted(hits: Sequence[Hit], scene: Scene) -> Sequence[Hit]:
    """The hits, a class first where a list was asked for and the class fits about as well as its members."""
    if Cue.LIST not in scene.reading.cues or not hits:
        return hits
    near = [hits[0], *close(hits)]
    whole = [hit for hit in near if scene.catalogue.members(hit.id)]
    return [*whole, *(hit for hit in hits if hit not in whole)]


def _with_others(outcome: Outcome, hits: Sequence[Hit], scene: Scene) -> Outcome:
    """The card with the codes that fit nearly as well, to pick from."""
    others = [hit.id for hit in close(hits)][: SUGGESTED - 1]
    answer = outcome.answer
    if not others or not isinstance(answer, Answer):
        return outcome
    section = Section(scene.composer.words("heading-also"), (scene.composer.choices(others),), Weight.USEFUL)
    return replace(outcome, answer=replace(answer, sections=(*answer.sections, section)))


def _judged(hits: Sequence[Hit], scene: Scene) -> Sureness:
    if scene.reading.everyday and not scene.reading.cues and hits and not hits[0].id.startswith(f"{HOME}:"):
        return Sureness.NOTHING  # "set max_connections to 500": a number of daily life, and nothing is asked
    if scene.reading.asked and hits:
        return Sureness.SURE
    return judge(hits, doubtful=scene.reading.everyday or scene.reading.shape is Shape.LOG)


INTENT = Intent("search", 80, hear, act)
