"""What a tool says of itself; commands, forms and ``plateia tools`` are made from it."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Literal

Step = Literal["know", "plan", "act", "evaluate", "share"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice the user has; ``name`` is the word on the command line."""

    name: str
    meaning: str
    default: str | int | bool | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool of the toolkit.

    Attributes
    ----------
    name : str
        The command.
    question : str
        What a city asks, in its own words.
    step : str
        know, plan, act, evaluate or share.
    focus_areas : tuple of str
    needs, gives : tuple of str
    not_for : str
        When not to use it.
    options : tuple of Option
    """

    name: str
    question: str
    step: Step
    focus_areas: tuple[str, ...]
    needs: tuple[str, ...]
    gives: tuple[str, ...]
    not_for: str
    options: tuple[Option, ...] = ()


SEED = Option("seed", "seed of everything drawn by chance", 1)

PUBLISHING = (
    SEED,
    Option("language", "language of the reports; the city's own by default"),
    Option("internal", "write the full version, for one named person", False),
    Option("for", "the person the internal version is for"),
)
"""The choices of every tool that writes what may be published."""


def all_tools() -> list[Tool]:
    """Return every tool: each module of this room that holds ``TOOL``."""
    package = importlib.import_module("plateia.tools")
    modules = (
        importlib.import_module(f"plateia.tools.{entry.name}") for entry in pkgutil.iter_modules(package.__path__)
    )
    return sorted((module.TOOL for module in modules if hasattr(module, "TOOL")), key=lambda tool: tool.name)
