"""The language of answers, where the question does not tell."""

from __future__ import annotations

import re

from bot.action import Command
from bot.answer import Answer, Choice, Choices, Section, Weight
from bot.commands import CommandSpec, OptionSpec, Take
from bot.intents import Intent, Scene, localized
from bot.outcome import Outcome, Prefer, Preferences
from bot.wording import line

NAMES = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
"""The languages by their own names."""

_HEARD = (
    ("zh-Hant", re.compile(r"(?:用|说|讲|改成|换成|切换到?|请用)?\s?(?:繁体(?:中文)?|繁中|正体中文)(?:回答|回复)?|traditional(?: chinese)?|/?language (?:zh-?(?:tw|hk|hant)|hant)")),
    ("zh-Hans", re.compile(r"(?:用|说|讲|改成|换成|切换到?|请用)\s?(?:简体|中文|汉语|简体中文)(?:回答|回复)?|简体中文|(?:in|speak|use|answer in|switch to) chinese|simplified(?: chinese)?|/?language (?:zh|zh-?cn|zh-?hans|hans|中文)")),
    ("en", re.compile(r"(?:用|说|讲|改成|换成|切换到?|请用)\s?英[文语](?:回答|回复)?|(?:in|speak|use|answer in|switch to) english|/?language en(?:glish)?")),
)  # fmt: skip


def hear(scene: Scene) -> Command | None:
    """A text that asks for a language and nothing else."""
    folded = scene.reading.folded.strip(" .!?。！？")
    found = next((language for language, pattern in _HEARD if pattern.fullmatch(folded)), None)
    return Command("language", (found,)) if found else None


def act(command: Command, scene: Scene) -> Outcome:
    """Keep the language in the argument; without one, offer the languages."""
    wanted = _named(command.args[0]) if command.args else ""
    if not wanted:
        return Outcome(command, _offer(scene))
    words = scene.speaking(wanted).words
    kept = Answer(
        kind="language",
        title=words("language-title"),
        lead=line(words("language-kept", language=NAMES[wanted])),
        language=wanted,
    )
    return Outcome(Command("language", (wanted,)), kept, (Prefer(Preferences(language=wanted)),))


def _named(argument: str) -> str:
    """The language that an argument names ("zh-Hans", "english", "中文"); "" for none."""
    lowered = argument.strip().lower()
    exact = {language.lower(): language for language in NAMES} | {name.lower(): tag for tag, name in NAMES.items()}
    if lowered in exact:
        return exact[lowered]
    return next(
        (tag for tag, pattern in _HEARD if pattern.fullmatch(f"language {lowered}") or pattern.fullmatch(lowered)), ""
    )


def _offer(scene: Scene) -> Answer:
    words = scene.composer.words
    picks = tuple(Choice(name, Command("language", (tag,))) for tag, name in NAMES.items())
    return Answer(
        kind="language",
        title=words("language-title"),
        lead=line(words("language-lead")),
        sections=(Section("", (Choices(picks),), Weight.CORE),),
        language=words.language,
    )


def menu() -> CommandSpec:
    """How it is shown in menus."""
    return CommandSpec(
        verb="language",
        name="language",
        label=localized("command-language-label"),
        description=localized("command-language-description"),
        options=(
            OptionSpec(
                "language",
                localized("option-language-label"),
                localized("option-language-description"),
                Take.CHOICE,
                choices=tuple((tag, localized(f"language-name-{tag.lower()}")) for tag in NAMES),
            ),
        ),
    )


INTENT = Intent("language", 11, hear, act, menu, menu_rank=5)
