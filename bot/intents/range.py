"""A class, a family, or all there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.action import Command
from bot.answer import Choice, Choices, Section, Weight
from bot.commands import CommandSpec, OptionSpec, Take
from bot.intents import Intent, Scene, localized
from bot.outcome import Outcome
from bot.reading import Cue, Shape
from bot.texts import cues
from bot.wording import line, say, unmarked

if TYPE_CHECKING:
    from bot.answer import Answer

_FAMILY_MOST = 25
_CLASSES = tuple(f"http:{digit}xx" for digit in "12345")


def hear(scene: Scene) -> Command | None:
    """A text that names a class ("5xx", "4开头的") or asks for a family ("list errno", "grpc 有哪些状态码")."""
    reading = scene.reading
    if reading.shape is Shape.LOG:
        return None
    if reading.ranges:
        return Command("list", reading.ranges)
    named = Cue.LIST in reading.cues and len(reading.focus.families) == 1 and not reading.fair
    return Command("list", reading.focus.families) if named and not _more_said(scene) else None


def _more_said(scene: Scene) -> bool:
    """Whether a text says more than that a family is to be listed."""
    rest = scene.reading.folded
    for pointer in scene.reading.focus.pointers.split(" "):
        rest = rest.replace(pointer, " ")
    tokens = scene.catalogue.tokenizer.cut(cues.load().without(rest, [Cue.LIST, Cue.MEANING, cues.THINGS]))
    return bool(tokens.words or tokens.han)


def act(command: Command, scene: Scene) -> Outcome:
    """The class, the family, the text of the first argument; without one, the overview."""
    wanted = command.args[0].strip() if command.args else ""
    if not wanted:
        return Outcome(command, _overview(scene))
    if wanted in scene.catalogue:
        if len(command.args) > 1:
            return scene.act(Command("compare", command.args), scene)
        return scene.act(Command("show", (wanted,)), scene)
    if wanted.lower() in scene.catalogue.families:
        return Outcome(command, _family(wanted.lower(), scene))
    inner = scene.about(wanted)
    if inner.reading.ranges:
        return scene.act(Command("show", inner.reading.ranges[:1]), scene)
    return scene.act(Command("ask", (wanted,)), scene)


def _overview(scene: Scene) -> Answer:
    composer, words = scene.composer, scene.composer.words
    families = [
        Choice(
            say(family.name, words),
            composer.command("list", family.id),
            unmarked(family.lead, words),
            say(family.prefix, words) if family.prefix else say(family.name, words),
        )
        for family in scene.catalogue.families.values()
    ]
    answer = composer.listing(_CLASSES, words("list-title"), words("list-lead"), "list")
    return replace(
        answer,
        subject=(),
        sections=(*answer.sections, Section("", (Choices(tuple(families)),), Weight.USEFUL)),
    )


def _family(id_: str, scene: Scene) -> Answer:
    """A family with the codes people meet most."""
    composer, words = scene.composer, scene.composer.words
    family = scene.catalogue.families[id_]
    codes = sorted(scene.catalogue.codes(id_), key=lambda code: -code.common)
    shown = sorted(codes[:_FAMILY_MOST], key=lambda code: (code.number is None, code.number or 0, code.id))
    answer = composer.listing([code.id for code in shown], say(family.name, words), "", "list")
    key = "family-part" if len(shown) < len(codes) else "family-lead"
    count = words(key, count=len(codes), shown=len(shown))
    return replace(answer, lead=line(f"{say(family.lead, words)}{'' if words.chinese else ' '}{count}"))


def menu() -> CommandSpec:
    """How it is shown in menus."""
    return CommandSpec(
        verb="list",
        name="list",
        label=localized("command-list-label"),
        description=localized("command-list-description"),
        options=(
            OptionSpec("group", localized("option-group-label"), localized("option-group-description"), Take.CODE),
        ),
    )


INTENT = Intent("list", 50, hear, act, menu, menu_rank=3)
