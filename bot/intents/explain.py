"""The codes in a pasted text: a log line, a trace, an alert, an error page."""

from __future__ import annotations

from msgspec.structs import replace

from bot.action import Command
from bot.answer import Reason
from bot.commands import CommandSpec, OptionSpec, Take
from bot.intents import Intent, Scene, localized
from bot.outcome import Outcome
from bot.reading import Shape

MOST = 10
"""Codes of one text that are listed."""


def hear(scene: Scene) -> Command | None:
    """A pasted text with codes in it."""
    return Command("explain") if scene.reading.shape is Shape.LOG and _ids(scene) else None


def _ids(scene: Scene) -> tuple[str, ...]:
    reading = scene.reading
    places = [(mention.start, mention.ids[0]) for mention in reading.fair]
    return tuple(dict.fromkeys([*(id_ for _, id_ in sorted(places)), *reading.ranges]))


def act(command: Command, scene: Scene) -> Outcome:
    """The codes of the text: one as its card, several as a list in order of appearance."""
    if command.args:
        scene = scene.about(" ".join(command.args))
    ids = _ids(scene)
    if not ids:
        shape = "log" if scene.reading.shape is Shape.LOG else ""
        text = scene.reading.text
        return scene.act(Command("nothing", (shape,)) if shape or not text else Command("ask", (text,)), scene)
    reasons = tuple(Reason(mention.ids[0], mention.via, mention.text, 1.0) for mention in scene.reading.fair)
    if len(ids) == 1:
        return scene.act(Command("show", ids), scene).found_by(Command("explain"), reasons)
    words = scene.composer.words
    lead = words("log-lead") if len(ids) <= MOST else words("log-part", shown=MOST)
    answer = scene.composer.listing(ids[:MOST], words("log-title", count=len(ids)), lead, "explain")
    tone = scene.composer.loudest(ids)
    return Outcome(Command("explain"), replace(answer, tone=tone, reasons=reasons))


def menu() -> CommandSpec:
    """How it is shown in menus."""
    return CommandSpec(
        verb="explain",
        name="explain",
        label=localized("command-explain-label"),
        description=localized("command-explain-description"),
        options=(
            OptionSpec("text", localized("option-text-label"), localized("option-text-description"), Take.TEXT),
            OptionSpec("file", localized("option-file-label"), localized("option-file-description"), Take.FILE),
        ),
        on_message=localized("command-explain-on-message"),
    )


INTENT = Intent("explain", 30, hear, act, menu, menu_rank=4)
