"""Every regular expression of ours, wherever it is kept: in modules, in objects, compiled from data."""

from __future__ import annotations

import functools
import gc
import importlib
import pkgutil
import re
import sys
import types

import adapters
import bot
import knowledge
from knowledge.search.needles import Expression

OURS = (bot, knowledge, adapters)
_NAMES = {package.__name__ for package in OURS}
_LOOKED_INTO = (
    list, tuple, dict, set, frozenset, type, staticmethod, classmethod, property, types.FunctionType, types.MethodType,
    functools.partial,
)  # fmt: skip


def patterns(*roots: object) -> dict[re.Pattern[str], str]:
    """All compiled expressions that our modules and these objects hold, and where each is."""
    for package in OURS:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:  # they run under Alembic alone
                importlib.import_module(module.name)
    modules = [(vars(module), name) for name, module in tuple(sys.modules.items()) if name.partition(".")[0] in _NAMES]
    todo: list[tuple[object, str]] = [*((root, type(root).__name__) for root in roots), *modules]
    seen: set[int] = set()
    found: dict[re.Pattern[str], str] = {}
    while todo:
        thing, where = todo.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, Expression):  # compiled when a text has one of its needles
            thing = thing.pattern
        if isinstance(thing, re.Pattern):
            if isinstance(thing.pattern, str):
                found.setdefault(thing, where)
        elif _is_looked_into(thing):
            todo += [(inner, where) for inner in _held(thing)]
    return found


def _is_looked_into(thing: object) -> bool:
    if isinstance(thing, type | types.FunctionType):
        return str(thing.__module__).partition(".")[0] in _NAMES
    return isinstance(thing, _LOOKED_INTO) or type(thing).__module__.partition(".")[0] in {*_NAMES, "functools"}


def _held(thing: object) -> list[object]:
    if isinstance(thing, types.FunctionType):  # not its globals: they are those of a module
        cells = [cell.cell_contents for cell in thing.__closure__ or () if cell != types.CellType()]
        return [*cells, *(thing.__defaults__ or ()), *vars(thing).values()]
    return gc.get_referents(thing)
