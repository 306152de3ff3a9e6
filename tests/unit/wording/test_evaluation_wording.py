"""Sentences of evaluations: every template in every language, and no causal word below level 3 (G-53)."""

from __future__ import annotations

import re

import pytest

from plateia.findings.model import EVALUATION_KINDS
from plateia.wording import load
from tests.unit.wording.test_wording import fields, templates

LANGUAGES = ("en", "de")
VERDICTS = ("fewer", "more", "no_clear_difference", "cannot_show", "trends_apart")
TEMPLATES = {
    "power": ("enough", "too_few", "too_few_units", "none_can"),
    "evaluation_design": (
        "sealed",
        "changed",
        "late",
        "late_changed",
        "unsealed",
        "not_yet",
        "not_yet_no_start",
    ),
    "effect": (
        "fewer.compared_high",
        *(f"harm.{reading}" for reading in ("fewer", "more", "no_clear_difference")),
        *(f"{verdict}.{reach}" for verdict in VERDICTS for reach in ("compared", "beside", "alone", "second")),
    ),
    "displacement": (
        "displaced",
        "diffused",
        "not_seen",
        "none_recorded",
        "rings.none_recorded",
        "rings.comparison_empty",
    ),
    "pattern_change": ("changed", "unchanged"),
    "high_start": ("fewer", "more", "no_clear_difference", "not_told"),
    "untouched_units": ("calm", "restless"),
    "survey_outcome": ("better", "worse", "no_clear_difference"),
    "cost_benefit": ("established", "established_carried", "not_established"),
    "process": ("rated", "official", "rated_twice", "official_twice", "not_rated"),
}
CAUSAL = {
    "en": r"\b(effects?|effective|caus\w+|because of|led to|due to|thanks to|result(ed)? (of|in)|work(s|ed)|reduced|"
    r"prevented|brought about by|impact)\b",
    "de": r"(wirkung|wirksam|wirkt|bewirk\w+|verursach\w+|wegen|dank der|führte zu|aufgrund|Folge der|gesenkt|"
    r"verhindert)",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in EVALUATION_KINDS if kind != "refusal"])
def test_every_kind_has_all_its_sentences_and_a_hidden_one(kind: str, language: str) -> None:
    known = load(language).texts
    hidden = f"finding.{kind}.hidden"
    assert {f"finding.{kind}.{template}" for template in TEMPLATES[kind]} <= set(known)
    assert hidden in known
    assert fields(str(known[hidden])) <= {"offence_category", "name"}
    assert not re.search(r"\d", str(known[hidden]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_causal_word_below_level_three(language: str) -> None:
    for key, texts in templates(load(language)).items():
        if not key.startswith("finding.effect.") or not key.endswith((".beside", ".alone", ".second")):
            continue
        for text in texts:
            # What is denied is no claim: "cannot say what brought it about", "cannot be put down to the action".
            assert not re.search(CAUSAL[language], text, re.IGNORECASE), (key, text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["displacement", "pattern_change", "high_start", "survey_outcome", "cost_benefit"])
def test_what_stands_beside_the_effect_claims_no_cause(kind: str, language: str) -> None:
    for key, texts in templates(load(language)).items():
        if key.startswith(f"finding.{kind}.") and not key.startswith("finding.cost_benefit."):
            for text in texts:
                assert not re.search(r"\b(caused|led to|bewirkt|führte zu)\b", text, re.IGNORECASE), (key, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_difference_that_is_not_clear_is_never_called_no_effect(language: str) -> None:
    wording = load(language)
    for reach in ("compared", "beside", "alone", "second"):
        text = str(wording.texts[f"finding.effect.no_clear_difference.{reach}"])
        assert "{averted_low" in text
        assert not re.search(r"no effect|had none|keine Wirkung", text)
