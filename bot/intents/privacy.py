"""What is kept of the asker and of the place, and deleting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.answer import Answer, Facts, Section, Weight
from bot.commands import CommandSpec
from bot.intents import Intent, Scene, localized, unheard
from bot.outcome import Forget, Outcome
from bot.query import Venue
from bot.texts.words import LANGUAGES
from bot.wording import line

if TYPE_CHECKING:
    from bot.action import Command
    from bot.answer import Line
    from bot.outcome import Preferences
    from bot.texts.words import Words


def act(command: Command, scene: Scene) -> Outcome:
    """Show what is kept, with buttons that delete it: the arguments "delete" and "delete place"."""
    match command.args:
        case ("delete", "place", *_) if not scene.query.privileged:
            return Outcome(command, _said(scene, "private-denied"))
        case ("delete", "place", *_):
            return Outcome(command, _said(scene, "privacy-place-deleted"), (Forget(of_place=True),))
        case ("delete", *_):
            return Outcome(command, _said(scene, "privacy-deleted"), (Forget(),))
        case _:
            return Outcome(command, _shown(scene))


def _said(scene: Scene, lead: str) -> Answer:
    words = scene.composer.words
    return Answer(
        kind="privacy", title=words("privacy-title"), lead=line(words(lead)), language=words.language, private=True
    )


def _shown(scene: Scene) -> Answer:
    words, ask = scene.composer.words, scene.composer.ask
    if not scene.known.certain:
        # What was read last would pass for what is kept.
        return replace(_said(scene, "privacy-unread"), answered=False)
    known = [("privacy-person", scene.known.person)]
    actions = [*ask(words("privacy-delete"), "privacy", "delete")]
    if scene.query.venue is Venue.GROUP and scene.query.place:
        known.append(("privacy-place", scene.known.place))
        actions += ask(words("privacy-place-delete"), "privacy", "delete", "place")
    sections = [Section(words(heading), (Facts(_kept(choices, words)),), Weight.CORE) for heading, choices in known]
    return replace(_said(scene, "privacy-lead"), sections=tuple(sections), actions=tuple(actions))


def _kept(choices: Preferences, words: Words) -> tuple[tuple[str, Line], ...]:
    none = words("privacy-none")
    language = words(f"language-name-{choices.language.lower()}") if choices.language in LANGUAGES else none
    detail = words(f"detail-{choices.detail}") if choices.detail in ("compact", "full") else none
    private = {True: words("private-on"), False: words("private-off"), None: none}[choices.private]
    return (
        (words("privacy-language"), line(language)),
        (words("privacy-detail"), line(detail)),
        (words("privacy-private"), line(private)),
    )


def menu() -> CommandSpec:
    """How it is shown in menus."""
    return CommandSpec(
        "privacy", "privacy", localized("command-privacy-label"), localized("command-privacy-description")
    )


INTENT = Intent("privacy", 99, unheard, act, menu, menu_rank=8)
