"""How a template is filled, and what sentences need of the objects they speak of."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol


class SpansMonths(Protocol):
    """What ``period`` needs: whole months, ends included (``plateia.findings.model.Months``)."""

    @property
    def first(self) -> str: ...  # noqa: D102
    @property
    def last(self) -> str: ...  # noqa: D102
    @property
    def months(self) -> tuple[str, ...] | None: ...  # noqa: D102


class SaysSomething(Protocol):
    """What ``statement`` needs of a finding."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def values(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def hidden(self) -> bool: ...  # noqa: D102


class Filler(string.Formatter):
    """Fills the named fields of a template; attribute and index access is not part of it."""

    def __init__(self, write: Callable[[Any, str], str]) -> None:
        self._write = write

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:  # noqa: ARG002
        """Return a field by its name alone."""
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write a field by its format."""
        return self._write(value, format_spec)


def capital(words: str) -> str:
    """Return words with a capital first letter."""
    return words[:1].upper() + words[1:]
