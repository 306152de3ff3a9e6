from __future__ import annotations

import json
from pathlib import Path

import pytest

from plateia.errors import PlateiaError
from plateia.tools.table_effect import TableEffect, as_json, describe, run
from plateia.wording import load

# Planning and evaluation reference, 15.6: two treated of five areas, six periods, start at the fourth.
COUNTS = {
    "T1": (40, 44, 38, 30, 28, 26),
    "T2": (22, 20, 25, 17, 15, 13),
    "C1": (35, 33, 37, 34, 36, 35),
    "C2": (18, 20, 19, 19, 17, 20),
    "C3": (52, 49, 50, 47, 51, 46),
}
QUARTERS = ("2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2")


def written(path: Path, rows: list[tuple[str, str, object]]) -> Path:
    path.write_text("area,quarter,n\n" + "".join(f"{a},{q},{n}\n" for a, q, n in rows), encoding="utf-8")
    return path


def all_rows() -> list[tuple[str, str, object]]:
    return [(area, quarter, n) for area, counts in COUNTS.items() for quarter, n in zip(QUARTERS, counts, strict=True)]


def of(path: Path, **options: object) -> TableEffect:
    asked = {"treated": ["T1", "T2"], "start": "2023-Q4", **options}
    return run(path, unit="area", period="quarter", count="n", **asked)  # type: ignore[arg-type]


def test_the_worked_example_gives_its_printed_ratio_and_smallest_p(tmp_path: Path) -> None:
    result = of(written(tmp_path / "p.csv", all_rows()), design="difference_in_differences", comparable="matched")
    effect = next(f for f in result.findings if f.kind == "effect" and f.values["primary"])
    assert round(float(effect.values["ratio"]), 4) == 0.7004  # type: ignore[arg-type]
    assert round(float(effect.values["averted"]), 1) == 55.2  # type: ignore[arg-type]
    assert effect.values["smallest_p"] == pytest.approx(0.10)
    assert effect.values["verdict"] == "cannot_show"


def test_power_comes_first_and_everything_is_json(tmp_path: Path) -> None:
    result = of(written(tmp_path / "p.csv", all_rows()))
    assert result.findings[0].kind == "power"
    for language in ("en", "de"):
        wording = load(language)
        assert describe(result, wording=wording)
        json.dumps(as_json(result, wording=wording), allow_nan=False)


def test_without_a_reason_for_comparability_no_causal_word_is_used(tmp_path: Path) -> None:
    result = of(written(tmp_path / "p.csv", all_rows()))
    assert result.level == 2
    assert "followed by an effect" not in describe(result, wording=load("en"))


@pytest.mark.parametrize(
    ("rows", "options", "code"),
    [
        (all_rows()[1:], {}, "effect.cells-missing"),
        ([*all_rows(), ("T1", "2023-Q1", 3)], {}, "effect.cells-twice"),
        ([("T1", "2023-Q1", -1), *all_rows()[1:]], {}, "effect.count-invalid"),
        ([("T1", "spring", 4), *all_rows()], {}, "effect.period-unreadable"),
        (all_rows(), {"treated": ["nowhere"]}, "effect.treated-unknown"),
        (all_rows(), {"treated": []}, "effect.treated-unknown"),
        (all_rows(), {"start": "2023-Q1"}, "effect.start-outside"),
        (all_rows(), {"start": "2030-Q1"}, "effect.start-outside"),
        (all_rows(), {"start": "March"}, "effect.start-outside"),
        (all_rows(), {"design": "magic"}, "effect.design-unknown"),
    ],
)
def test_what_would_make_a_figure_wrong_is_an_error(tmp_path: Path, rows: list, options: dict, code: str) -> None:
    with pytest.raises(PlateiaError) as fault:
        of(written(tmp_path / "p.csv", rows), **options)
    assert fault.value.code == code


def test_all_treated_leaves_before_and_after(tmp_path: Path) -> None:
    result = of(written(tmp_path / "p.csv", all_rows()), treated=list(COUNTS))
    assert result.level <= 2
    assert any(finding.kind in ("effect", "refusal") for finding in result.findings)
