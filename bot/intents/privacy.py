"""What is kept of the asker, and deleting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answer import Answer, Facts, Section, Weight
from bot.commands import CommandSpec
from bot.compose import line
from bot.intents import Intent, Scene, localized, unheard
from bot.outcome import Forget, Outcome

if TYPE_CHECKING:
    from bot.action import Command
    from bot.answer import Line
    from bot.outcome import Preferences
    from bot.texts.words import Words


def act(command: Command, scene: Scene) -> Outcome:
    """Show what is kept, with a button that deletes it; the argument "delete" deletes."""
    words = scene.composer.words
    if command.args[:1] == ("delete",):
        gone = Answer(
            kind="privacy",
            title=words("privacy-title"),
            lead=line(words("privacy-deleted")),
            language=words.language,
            private=True,
        )
        return Outcome(command, gone, (Forget(),))
    sections = [
        Section(words(heading), (Facts(_kept(choices, words)),), Weight.CORE)
        for heading, choices in (("privacy-person", scene.known.person), ("privacy-place", scene.known.place))
    ]
    answer = Answer(
        kind="privacy",
        title=words("privacy-title"),
        lead=line(words("privacy-lead")),
        sections=tuple(sections),
        actions=tuple(scene.composer.ask(words("privacy-delete"), "privacy", "delete")),
        language=words.language,
        private=True,
    )
    return Outcome(command, answer)


def _kept(choices: Preferences, words: Words) -> tuple[tuple[str, Line], ...]:
    private = {True: words("private-on"), False: words("private-off"), None: words("privacy-none")}[choices.private]
    detail = words(f"detail-{choices.detail}") if choices.detail in ("compact", "full") else words("privacy-none")
    return (
        (words("privacy-language"), line(choices.language or words("privacy-none"))),
        (words("privacy-detail"), line(detail)),
        (words("privacy-private"), line(private)),
    )


def menu() -> CommandSpec:
    """How it is shown in menus."""
    return CommandSpec(
        "privacy", "privacy", localized("command-privacy-label"), localized("command-privacy-description")
    )


INTENT = Intent("privacy", 99, unheard, act, menu, menu_rank=8)
