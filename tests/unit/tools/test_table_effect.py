from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from plateia.cli.main import app
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
        (all_rows(), {"treated": list(COUNTS), "design": "rate_ratio"}, "effect.design-needs-comparison"),
        (all_rows(), {"expected_reduction": 0.0}, "effect.reduction-outside"),
        (all_rows(), {"expected_reduction": 1.0}, "effect.reduction-outside"),
        (all_rows(), {"expected_reduction": 20.0}, "effect.reduction-outside"),
        (all_rows(), {"expected_reduction": float("nan")}, "effect.reduction-outside"),
        (all_rows(), {"decimal": ";"}, "effect.decimal-unknown"),
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


def test_who_is_compared_and_the_figures_of_each_method_are_said(tmp_path: Path) -> None:
    result = of(written(tmp_path / "p.csv", all_rows()), design="difference_in_differences")
    said = describe(result, wording=load("en"))
    assert "Treated: 2 of 5 units. Recorded: 189 from 2023-Q1 to 2023-Q3, 129 from 2023-Q4 to 2024-Q2." in said
    assert "Comparison: 3 units. Recorded: 313 before, 305 after." in said
    assert "Assumptions: without the action, numbers would have changed by the same share as in the comparison" in said
    assert "Recorded over expected: 0.70" in said
    assert "p = 0.100" in said
    assert "The smallest p-value this design can give is 0.100." in said
    assert "Before the action the same comparison gives" in said
    assert as_json(result, wording=load("en"))["compared"]["comparison_after"] == 305


def test_displacement_is_examined_where_surroundings_are_named(tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", all_rows())
    result = of(path, displacement=["C1"])
    kinds = [finding.kind for finding in result.findings]
    assert "displacement" in kinds
    deciding = next(f for f in result.findings if f.values.get("primary"))
    assert "displacement_not_examined" not in deciding.caveats
    assert (result.compared["n_comparison"], result.compared["n_displacement"]) == (2, 1)


def test_one_treated_unit_alone_over_months_is_an_interrupted_series_without_borrowed_caveats(tmp_path: Path) -> None:
    months = [f"{year}-{month:02d}" for year in (2021, 2022, 2023) for month in range(1, 13)]
    path = written(tmp_path / "p.csv", [("T1", month, 30 + at % 12) for at, month in enumerate(months[:33])])
    result = of(path, treated=["T1"], start="2023-01")
    assert result.design == "interrupted_time_series"
    deciding = next(f for f in result.findings if f.values.get("primary"))
    assert not {"seasons_differ", "dispersion_assumed"} & set(deciding.caveats)


def test_the_expected_reduction_moves_power(tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", all_rows())
    small, large = (of(path, expected_reduction=share).findings[0].values["power"] for share in (0.1, 0.5))
    assert float(small) < float(large)  # type: ignore[arg-type]


def test_the_command_takes_ids_with_commas_and_refuses_in_words(tmp_path: Path) -> None:
    rows = [("Park, north" if area == "T1" else area, quarter, n) for area, quarter, n in all_rows()]
    path = tmp_path / "p.csv"
    path.write_text("area,quarter,n\n" + "".join(f'"{a}",{q},{n}\n' for a, q, n in rows), encoding="utf-8")
    asked = ["effect", str(path), "--unit", "area", "--period", "quarter", "--count", "n", "--start", "2023-Q4"]
    done = CliRunner().invoke(
        app, [*asked, "--treated", "Park, north;T2", "--reduction", "0.3", "--displacement", "C1"]
    )
    assert done.exit_code == 0, done.output
    assert "fall by 30%" in done.output
    wrong = CliRunner().invoke(app, [*asked, "--treated", "T2", "--reduction", "30"])
    assert isinstance(wrong.exception, PlateiaError)
    assert wrong.exception.code == "effect.reduction-outside"


def test_surroundings_may_have_a_comparison_of_their_own(tmp_path: Path) -> None:
    """Wheeler and Ratcliffe (2018): displacement alone 157 - 178 - (140 - 150) = -11, the comparison unweighted."""
    units = {"T": (207, 110), "C": (308, 318), "D": (178, 157), "E": (178, 168)}
    rows = [(unit, year, n) for unit, pair in units.items() for year, n in zip(("2017", "2018"), pair, strict=True)]
    path = written(tmp_path / "p.csv", rows)
    asked = {"treated": ["T"], "start": "2018", "design": "weighted_displacement_difference"}
    result = of(path, **asked, displacement=["D"], displacement_comparison=["E"])
    moved = next(finding for finding in result.findings if finding.kind == "displacement").values
    assert moved["own_comparison"] is True
    assert moved["displacement_estimate"] == pytest.approx(-11)
    deciding = next(finding for finding in result.findings if finding.values.get("primary"))
    assert dict(deciding.values["diagnostics"])["unweighted_averted"] == pytest.approx(107)  # type: ignore[call-overload]
    assert (result.compared["n_comparison"], result.compared["n_displacement"]) == (1, 1)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"displacement_comparison": ["C1"]}, "effect.surroundings-missing"),
        ({"displacement": ["C1"], "displacement_comparison": ["C1"]}, "effect.unit-in-two-groups"),
        ({"displacement": ["C1"], "displacement_comparison": ["nowhere"]}, "effect.treated-unknown"),
    ],
)
def test_a_comparison_of_the_surroundings_is_checked(tmp_path: Path, options: dict, code: str) -> None:
    with pytest.raises(PlateiaError) as fault:
        of(written(tmp_path / "p.csv", all_rows()), **options)
    assert fault.value.code == code


@pytest.mark.parametrize("quarters", [True, False])
def test_a_long_series_of_quarters_or_years_alone_is_read_before_and_after(tmp_path: Path, quarters: bool) -> None:
    periods = [f"{1980 + at // 4}-Q{at % 4 + 1}" if quarters else f"{1980 + at}" for at in range(40)]
    path = written(tmp_path / "p.csv", [("T1", period, 30 + at % 4) for at, period in enumerate(periods)])
    result = of(path, treated=["T1"], start=periods[32])
    assert result.design == "before_after"
    deciding = next(finding for finding in result.findings if finding.values.get("primary"))
    assert deciding.values["verdict"] == "no_clear_difference"


def test_one_place_before_and_after_carries_the_published_test_of_poisson_counts(tmp_path: Path) -> None:
    """Planning and evaluation reference, 15.5: 12 against 24, p = 0.0458 by the E-test."""
    path = written(tmp_path / "p.csv", [("T1", "2023", 24), ("T1", "2024", 12)])
    result = of(path, treated=["T1"], start="2024")
    effect = next(finding for finding in result.findings if finding.values.get("primary")).values
    assert effect["method"] == "before_after"
    assert dict(effect["diagnostics"])["e_test_p"] == pytest.approx(0.0458, abs=5e-5)  # type: ignore[call-overload]
    assert float(effect["p"]) > 0.0458  # type: ignore[arg-type]


@pytest.mark.parametrize(("level", "design"), [(10, "synthetic_control"), (30, "difference_in_differences")])
def test_a_hot_spot_beyond_all_others_is_compared_by_differences(tmp_path: Path, level: int, design: str) -> None:
    rng = np.random.default_rng(2)
    months = [f"{2020 + at // 12}-{at % 12 + 1:02d}" for at in range(36)]
    counts = rng.poisson([[level]] + [[10]] * 40, (41, 36))
    rows = [
        (f"U{unit}", month, int(n)) for unit, row in enumerate(counts) for month, n in zip(months, row, strict=True)
    ]
    result = of(written(tmp_path / "p.csv", rows), treated=["U0"], start="2022-01")
    deciding = next(finding for finding in result.findings if finding.values.get("primary"))
    assert result.design == deciding.values["method"] == design
    assert deciding.values["verdict"] == "no_clear_difference"
