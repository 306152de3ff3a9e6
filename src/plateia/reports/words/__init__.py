"""The texts that only the workbook, the layers and the PDF need, one file per language, beside those of ``wording``."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from plateia.wording import Wording


@cache
def with_document_words(wording: Wording) -> Wording:
    """Return the wording with the texts of the documents; English where a language has none yet.

    Examples
    --------
    >>> from plateia.wording import load
    >>> with_document_words(load("de")).text("workbook.findings")
    'Befunde'
    """
    here = files(__package__)
    texts = tomllib.loads(here.joinpath("en.toml").read_text(encoding="utf-8"))
    own = here.joinpath(f"{wording.language}.toml")
    if own.is_file():
        texts |= tomllib.loads(own.read_text(encoding="utf-8"))
    return replace(wording, texts={**texts, **wording.texts})
