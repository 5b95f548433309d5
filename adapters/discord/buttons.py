"""Ids of buttons and menus: they hold the command itself, so they work after a restart and on another shard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import action

if TYPE_CHECKING:
    from bot.action import Command

PREFIX = "w:"
"""What our ids begin with, so that what others, or other versions, wrote is told apart."""

PICK = "pick:"
"""After the prefix: a menu; the command is the value that was picked."""


def id_of(command: Command) -> str:
    """The id of a button; "" where the meaning does not fit into one."""
    try:
        return PREFIX + action.encode(command)
    except ValueError:
        return ""


def pick_id(number: int) -> str:
    """The id of a menu, the `number`-th of its message."""
    return f"{PREFIX}{PICK}{number}"


def command_of(id_: str, values: tuple[str, ...] = ()) -> Command | None:
    """What a press or a pick means; None for ids that are not ours, or of another version. Never raises."""
    if not id_.startswith(PREFIX):
        return None
    inner = id_.removeprefix(PREFIX)
    if inner.startswith(PICK):
        return command_of(values[0]) if values and not values[0].startswith(PREFIX + PICK) else None
    return action.decode(inner)
