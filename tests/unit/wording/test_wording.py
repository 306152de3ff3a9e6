"""Every language says the same: same keys, same fields, and a text for every code the program can set."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path
from types import SimpleNamespace

import pytest

import plateia
from plateia.errors import SettingsError
from plateia.findings import codes
from plateia.findings.model import KINDS
from plateia.vocabulary import offence_categories
from plateia.wording import Wording, languages, load
from plateia.wording.statements import NAMED_TEMPLATES, VARIANTS

SOURCE = Path(plateia.__file__).parent
FORMATS = {
    "",
    "number",
    "percent",
    "times",
    "limit",
    "per100",
    "day",
    "month",
    "months",
    "span",
    "category",
    "weekday",
    "denominator",
    "hour",
    "fewer",
    "more",
}


def templates(wording: Wording) -> dict[str, list[str]]:
    return {key: [text] if isinstance(text, str) else list(text.values()) for key, text in wording.texts.items()}


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.fixture(params=languages())
def wording(request: pytest.FixtureRequest) -> Wording:
    return load(request.param)


def test_languages_have_the_same_keys(wording: Wording) -> None:
    assert set(wording.texts) == set(load("en").texts)


def test_languages_have_the_same_fields(wording: Wording) -> None:
    english = templates(load("en"))
    for key, texts in templates(wording).items():
        assert set().union(*map(fields, texts)) == set().union(*map(fields, english[key])), key


def test_formats_are_known(wording: Wording) -> None:
    for key, texts in templates(wording).items():
        for text in texts:
            for _, name, spec, _ in string.Formatter().parse(text):
                if name is None:
                    continue
                is_term = spec.startswith(("term.", "terms.", "own.")) and any(
                    other.startswith(spec.partition(".")[2] + ".") for other in wording.texts
                )
                is_count = spec.startswith("count.") and spec in wording.texts
                assert spec in FORMATS or re.fullmatch(r"number\d", spec) or is_term or is_count, (key, spec)


def test_no_text_is_empty_but_the_note_of_a_reviewed_language(wording: Wording) -> None:
    empty = {key for key, texts in templates(wording).items() if not all(text.strip() for text in texts)}
    assert empty <= {"language.not_reviewed"}
    assert wording.reviewed or wording.text("language.not_reviewed")


@pytest.mark.parametrize(
    ("section", "known"),
    [
        ("caveat", codes.CAVEATS),
        ("refusal", codes.REFUSALS),
        ("quality", codes.QUALITY),
        ("reason", codes.REASONS),
        ("drop", codes.DROPS),
        ("reading", codes.READINGS),
        ("data_category", codes.DATA_CATEGORIES),
        ("focus_area", codes.FOCUS_AREAS),
        ("coverage_state", codes.COVERAGE_STATES),
        ("estimate_unit", codes.UNITS),
        ("caveat", codes.EVALUATION_CAVEATS),
        ("choice_why", codes.CHOICE_REASONS),
        ("category", offence_categories()),
    ],
)
def test_every_code_has_a_text(wording: Wording, section: str, known: object) -> None:
    assert {code for code in known if f"{section}.{code}" not in wording.texts} == set()  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("data_quality", "refusal")])
def test_every_kind_has_all_its_sentences(wording: Wording, kind: str) -> None:
    variants = [*VARIANTS.get(kind, ()), *NAMED_TEMPLATES.get(kind, ()), "hidden"]
    wanted = {f"finding.{kind}.{variant}" for variant in variants}
    if kind not in VARIANTS:
        wanted.add(f"finding.{kind}")
    assert wanted <= set(wording.texts)


def test_a_hidden_sentence_has_no_field_for_a_number(wording: Wording) -> None:
    for key, texts in templates(wording).items():
        if key.startswith("finding.") and key.endswith(".hidden"):
            assert set().union(*map(fields, texts)) <= {"offence_category", "name"}, key


def used_keys() -> tuple[set[str], set[str]]:
    """Return the keys that the source asks for: whole ones, and the fixed beginnings of composed ones."""
    whole, beginnings = set(), set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "text"):
                continue
            if not node.args:
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                whole.add(first.value)
            elif isinstance(first, ast.JoinedStr) and isinstance(first.values[0], ast.Constant):
                beginnings.add(str(first.values[0].value))
    for path in (SOURCE / "reports" / "templates").glob("*.j2"):
        whole |= set(re.findall(r'\bt\("([^"]+)"', path.read_text(encoding="utf-8")))
    return whole, beginnings


def test_every_key_the_program_asks_for_exists(wording: Wording) -> None:
    texts = wording.texts
    whole, beginnings = used_keys()
    dotted = {key for key in whole if re.fullmatch(r"[a-z_]+(\.[a-z_-]+)+", key)}
    assert len(dotted) > 100
    assert dotted - set(texts) == set()
    assert {start for start in beginnings if "." in start and not any(key.startswith(start) for key in texts)} == set()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("hot spot", "hotspot", "worst", "dangerous", "unsafe", " crimes", "criminal area", "offender")),
        ("de", ("hotspot", "brennpunkt", "schlimmst", "gefährlich", "unsicher", "täter")),
    ],
)
def test_no_verdicts(language: str, words: tuple[str, ...]) -> None:
    for key, texts in templates(load(language)).items():
        assert not [word for word in words for text in texts if word in text.lower()], key


def test_numbers_months_and_shares() -> None:
    english, german = load("en"), load("de")
    assert (english.number(1234.5, 1), german.number(1234.5, 1)) == ("1,234.5", "1.234,5")
    assert (english.number(-0.04), english.number(-3), english.number(None)) == ("0", "−3", "–")
    assert (english.percent(0.174), german.percent(0.174)) == ("17%", "17\u00a0%")
    assert english.per_hundred(0.001) == "fewer than 1 in every 100"
    assert english.span("2018-07", "2018-07") == "July 2018"
    assert german.span("2025-07", "2026-06") == "Juli 2025 bis Juni 2026"
    many = [f"2018-{month:02d}" for month in range(1, 10)]
    assert english.months(many) == "9 months, January to September 2018"
    assert english.months(()) == "none"


def test_plural_follows_the_number() -> None:
    assert load("de").text("count.record", n=1) == "1 Datensatz"
    assert load("de").text("count.record", n=2000) == "2.000 Datensätze"


def test_a_change_speaks_in_counts() -> None:
    values = {
        "level": "city", "area_id": None, "name": None, "offence_category": "bicycle_theft",
        "comparison": "twelve_months",
        "before": 520, "after": 690, "before_from": "2024-07", "before_to": "2025-06", "after_from": "2025-07",
        "after_to": "2026-06", "n_months": 12, "ratio": 1.33, "usual_low": 460.2, "usual_high": 590.7,
        "reading": "clearly_more", "dispersion": 1.8, "dispersion_assumed": False,
    }  # fmt: skip
    finding = SimpleNamespace(kind="period_change", values=values, hidden=False)
    assert load("en").statement(finding) == (
        "Bicycle theft: clearly more, 690 recorded incidents in July 2025 to June 2026 after 520 in July 2024 to "
        "June 2025. The usual range is 460 to 591."
    )
    hidden = SimpleNamespace(kind="period_change", values={"offence_category": "robbery", "level": "city"}, hidden=True)
    assert (
        load("en").statement(hidden)
        == "Robbery: not compared here, because it would reveal small or sensitive numbers."
    )


def test_names_from_files_are_never_templates() -> None:
    values = {"level": "district", "name": "{n} {offence_category.__class__}", "offence_category": "robbery"}
    finding = SimpleNamespace(kind="period_change", values=values, hidden=True)
    assert "{n} {offence_category.__class__}" in load("en").statement(finding)


def test_a_missing_text_is_a_fault_of_ours() -> None:
    with pytest.raises(LookupError, match="no text 'nowhere'"):
        load("en").text("nowhere")
    with pytest.raises(LookupError, match="wants a value"):
        load("en").text("report.edition")


def test_an_unknown_language_names_those_there_are() -> None:
    with pytest.raises(SettingsError, match=r"de, en.*\[language.unknown\]"):
        load("tlh")
