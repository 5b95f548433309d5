"""What is sent: components, as they go over the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Component = dict[str, Any]
"""A component (docs, Component Reference)."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message.

    Attributes:
        components: the components of the message, in order.
        private: for the asker alone.
    """

    components: tuple[Component, ...]
    private: bool = False


def walk(component: Component) -> Iterator[Component]:
    """A component and all that it holds."""
    yield component
    for inner in children(component):
        yield from walk(inner)


def children(component: Mapping[str, object]) -> Sequence[Component]:
    """What a container or a row holds."""
    inner = component.get("components")
    return inner if isinstance(inner, list) else []
