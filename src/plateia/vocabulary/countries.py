"""Names of countries as the inventory writes them, from the codes that settings hold."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


def country_name(code: str) -> str:
    """Return the English name of a European country, or the code itself where the list has none.

    Examples
    --------
    >>> country_name("LV"), country_name("CA")
    ('Latvia', 'CA')
    """
    return _names().get(code, code)


@cache
def _names() -> Mapping[str, str]:
    text = files("plateia.vocabulary").joinpath("countries.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
