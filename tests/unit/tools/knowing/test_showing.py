"""One entry as plain lines: a city's own practice with labels, its result in words, and who coded it."""

from __future__ import annotations

from pathlib import Path

import pytest

from plateia.knowledge.own import read_own_practices
from plateia.knowledge.practices import practice
from plateia.reports.practices import coded_by_text, coded_lines, coder_of, evidence_stated
from plateia.settings.practice import Mechanism, Result
from plateia.tools.knowing.showing import describe
from plateia.wording import languages, load
from tests.practice_forms import FORM, city_folder


@pytest.mark.parametrize("language", languages())
def test_an_own_practice_is_told_with_labels_and_by_whom_it_was_coded(tmp_path: Path, language: str) -> None:
    wording = load(language)
    (own,) = read_own_practices(city_folder(tmp_path, {"night-walks": FORM}), city="Leeds")
    said = describe(own, wording=wording)
    for key in ("interval_level", "design_level", "p", "action"):
        assert wording.text(f"own.form.results.{key}") not in said
    assert f"{wording.text('own.label.results.effect')}: {wording.number(0.84, 2)}" in said
    assert f"{wording.text('own.label.results.interval_level')}: {wording.percent(0.95)}" in said
    assert f"{wording.text('own.label.results.measure')}: {wording.text('own.measure.rate_ratio')}" in said
    assert wording.text("content.coded_by_city", city="Leeds") in said
    assert wording.text("content.coded_by") not in said
    for model, section in ((Mechanism, "mechanism"), (Result, "results")):
        assert all(wording.has(f"own.label.{section}.{key}") for key in model.model_fields)


def test_each_coder_and_each_result_is_named(tmp_path: Path) -> None:
    wording = load("en")
    (own,) = read_own_practices(city_folder(tmp_path, {"night-walks": FORM}), city="Leeds")
    both = [practice("PS-19"), own.practice, own.practice]
    assert [coder_of(entry) for entry in both] == ["Plateia", "Leeds", "Leeds"]
    assert coded_by_text(both, wording=wording).count("Coded by") == 2
    assert coded_lines(both, wording=wording) == [
        wording.text("match.coded"), wording.text("match.coded_city", city="Leeds"),
    ]  # fmt: skip
    assert (
        evidence_stated("claimed", own.practice, wording=wording)
        == f"claimed; {wording.text('evidence.own_results', n=1)}"
    )
    assert evidence_stated(None, practice("PS-17"), wording=wording) == ""
