"""One entry as plain lines: a city's own practice with labels, its result in words, and who coded it."""

from __future__ import annotations

from pathlib import Path

import pytest

from plateia.errors import InputError
from plateia.knowledge.own import read_own_practices
from plateia.knowledge.practices import practice, practices
from plateia.reports.practices import coded_by_text, coded_lines, coder_of, evidence_stated, required_lines
from plateia.settings.practice import Mechanism, Result
from plateia.tools.knowing.showing import describe, find_entry, near_entries
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


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("entry_id", [entry.id for entry in practices() if entry.person_level])
def test_what_must_be_said_stands_with_every_entry_on_single_persons(entry_id: str, language: str) -> None:
    wording = load(language)
    lines = describe(practice(entry_id), wording=wording).splitlines()
    assert len(required_lines(wording)) == 5
    assert set(required_lines(wording)) <= set(lines)


def test_what_must_be_said_is_what_the_guardrails_ask_for() -> None:
    said = " ".join(required_lines(load("en")))
    for words in (
        "not a screening instrument",
        "Other explanations must be ruled out",
        "national helpline or the competent authority",
        "right to complain",
    ):
        assert words in said
    assert not set(required_lines(load("en"))) & set(describe(practice("PS-19"), wording=load("en")).splitlines())


@pytest.mark.parametrize(
    ("asked", "near"),
    [("riga", "riga_par_drosu_rigu"), ("Safetipin", "PS-15"), ("ps-19", "PS-19"), ("behavior barometer", "RA-06")],
)
def test_an_unknown_id_names_near_ones(asked: str, near: str) -> None:
    with pytest.raises(InputError, match=r"practices\.unknown-id") as refused:
        find_entry(asked)
    assert near in refused.value.remedy


@pytest.mark.parametrize("asked", ["", "x", "../../etc/passwd", "?" * 10_000, "\x00"])
def test_nothing_near_is_no_fault(asked: str) -> None:
    with pytest.raises(InputError, match=r"practices\.unknown-id") as refused:
        find_entry(asked)
    assert len(refused.value.seen) < 300


def test_a_citys_own_practice_is_near_too(tmp_path: Path) -> None:
    (own,) = read_own_practices(city_folder(tmp_path, {"night-walks": FORM}), city="Leeds")
    assert near_entries("night walk", {own.practice.id: own}) == ["night-walks"]
