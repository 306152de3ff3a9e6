"""The texts of columns and kinds: English columns as declared, every kind named in every language."""

from __future__ import annotations

import pytest

from plateia.findings.model import KINDS
from plateia.reports.workbook import SHEETS
from plateia.wording import languages, load


def test_columns_mean_what_is_declared() -> None:
    wording = load("en")
    for declared in SHEETS:
        for column in declared.columns:
            assert wording.text(f"column.{declared.name}.{column.name}") == column.meaning


@pytest.mark.parametrize("language", languages())
def test_every_kind_has_a_name(language: str) -> None:
    wording = load(language)
    assert all(wording.text(f"kind.{kind}") for kind in KINDS)
