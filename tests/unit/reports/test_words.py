"""The documents' own texts: the same keys in every language, English columns as declared."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from plateia.findings.model import KINDS
from plateia.reports.words import with_document_words
from plateia.reports.workbook import SHEETS
from plateia.wording import languages, load


def texts_of(language: str) -> dict[str, str]:
    return tomllib.loads(files("plateia.reports.words").joinpath(f"{language}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", languages())
def test_keys_and_fields_are_the_same(language: str) -> None:
    english, other = texts_of("en"), texts_of(language)
    assert list(other) == list(english)
    for key, text in other.items():
        assert text.strip()
        assert sorted(re.findall(r"\{(.*?)\}", text)) == sorted(re.findall(r"\{(.*?)\}", english[key])), key


def test_columns_mean_what_is_declared() -> None:
    wording = with_document_words(load("en"))
    for declared in SHEETS:
        for column in declared.columns:
            assert wording.text(f"column.{declared.name}.{column.name}") == column.meaning


@pytest.mark.parametrize("language", languages())
def test_every_kind_has_a_name(language: str) -> None:
    wording = with_document_words(load(language))
    assert all(wording.text(f"kind.{kind}") for kind in KINDS)
