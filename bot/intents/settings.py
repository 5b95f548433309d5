"""How long answers are, and who sees the answers to commands in a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.action import Command
from bot.answer import Answer, Choice, Choices, Section, Weight
from bot.commands import CommandSpec, OptionSpec, Take
from bot.intents import Intent, Scene, localized, unheard
from bot.outcome import Outcome, Prefer, Preferences
from bot.wording import line

if TYPE_CHECKING:
    from bot.outcome import Effect

_DETAILS = ("compact", "full")
_PRIVATE = {"on": True, "off": False}


def act(command: Command, scene: Scene) -> Outcome:
    """Keep the choice in the arguments ("detail full", "private off"); without one, offer all."""
    match command.args:
        case ("detail", detail) if detail in _DETAILS:
            return _kept(command, scene, "detail", Prefer(Preferences(detail=detail)))
        case ("private", choice) if choice in _PRIVATE and not scene.query.privileged:
            return _said(command, scene, "private-title", "private-denied")
        case ("private", choice) if choice in _PRIVATE:
            return _kept(command, scene, "private", Prefer(Preferences(private=_PRIVATE[choice]), of_place=True))
        case (one,) if one in {*_DETAILS, *_SHORT}:
            return act(Command("settings", _SHORT.get(one, ("detail", one))), scene)
        case _:
            return Outcome(command, _offer(scene))


_SHORT = {"private": ("private", "on"), "public": ("private", "off")}


def _kept(command: Command, scene: Scene, what: str, effect: Effect) -> Outcome:
    said = _said(command, scene, f"{what}-title", f"{what}-kept")
    return Outcome(command, said.answer, (effect,))


def _said(command: Command, scene: Scene, title: str, lead: str) -> Outcome:
    words = scene.composer.words
    answer = Answer(kind="settings", title=words(title), lead=line(words(lead)), language=words.language, private=True)
    return Outcome(command, answer)


def _offer(scene: Scene) -> Answer:
    composer, words = scene.composer, scene.composer.words
    detail = tuple(Choice(words(f"detail-{d}"), composer.command("settings", "detail", d)) for d in _DETAILS)
    private = tuple(Choice(words(f"private-{p}"), composer.command("settings", "private", p)) for p in _PRIVATE)
    sections = [Section(words("detail-title"), (Choices(detail),), Weight.CORE)]
    if scene.query.place and scene.query.discreet:  # elsewhere everybody sees everything
        sections.append(Section(words("private-title"), (Choices(private),), Weight.CORE))
    return Answer(
        kind="settings",
        title=words("settings-title"),
        lead=line(words("detail-lead")),
        sections=tuple(sections),
        language=words.language,
        private=True,
    )


_CHOICES = ("compact", "full", "private", "public")


def menu() -> CommandSpec:
    """How it is shown in menus."""
    return CommandSpec(
        verb="settings",
        name="settings",
        label=localized("command-settings-label"),
        description=localized("command-settings-description"),
        options=(
            OptionSpec(
                "choice",
                localized("option-choice-label"),
                localized("option-choice-description"),
                Take.CHOICE,
                choices=tuple((choice, localized(f"choice-{choice}")) for choice in _CHOICES),
            ),
        ),
    )


INTENT = Intent("settings", 99, unheard, act, menu, menu_rank=9)
