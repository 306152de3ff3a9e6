"""Tables as cities keep them: other programs' dates, commas, blanks, gaps, days, denominators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from plateia.errors import PlateiaError
from plateia.findings.evaluation import COMPARISON, DISPLACEMENT, TREATED
from plateia.tools.evaluating.panel import Panel
from plateia.tools.evaluating.unit_table import TableColumns, panel_of_table

MONTHS = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]
PARKS = ("a", "b", "c")


def table(periods: list[Any] = MONTHS) -> pd.DataFrame:
    rows = [(park, period, 10 * row + at, 500.5) for row, park in enumerate(PARKS) for at, period in enumerate(periods)]
    return pd.DataFrame(rows, columns=["park", "period", "n", "residents"])


def panel(path: Path, *, start: str = "2023-01", **options: Any) -> Panel:
    chosen = {name: options.pop(name) for name in ("exposure", "decimal") if name in options}
    columns = TableColumns(unit="park", period="period", count="n", **chosen)
    return panel_of_table(path, columns=columns, start=start, **{"treated": ["a"], **options})


def written(told: pd.DataFrame, path: Path, **how: Any) -> Path:
    told.to_csv(path, index=False, **how)
    return path


def refused(path: Path, **options: Any) -> PlateiaError:
    with pytest.raises(PlateiaError) as fault:
        panel(path, **options)
    return fault.value


def test_every_way_to_write_the_same_table_gives_the_same_panel(tmp_path: Path) -> None:
    told = table()
    dated = told.assign(period=pd.to_datetime(told["period"] + "-28"))
    paths = [
        written(told, tmp_path / "plain.csv"),
        written(told.sample(frac=1, random_state=3), tmp_path / "in[1] any order.csv"),
        written(told.assign(period=told["period"] + "-31"), tmp_path / "month_ends.csv"),
        written(told, tmp_path / "mark.csv", encoding="utf-8-sig"),
        written(told, tmp_path / "semicolons.csv", sep=";"),
    ]
    for frame, name in ((told, "text"), (dated, "dates")):
        frame.to_excel(tmp_path / f"{name}.xlsx", index=False)
        frame.to_parquet(tmp_path / f"{name}.parquet")
        paths += [tmp_path / f"{name}.xlsx", tmp_path / f"{name}.parquet"]
    first = panel(paths[0])
    assert (first.ids, first.per_year, first.n_before, first.n_after) == (PARKS, 12, 12, 12)
    assert first.counts[1].tolist() == list(range(10, 34))
    for path in paths[1:]:
        other = panel(path)
        np.testing.assert_array_equal(other.counts, first.counts)
        assert other.months.tolist() == first.months.tolist()


@pytest.mark.parametrize(
    ("periods", "start", "per_year"),
    [
        (["2023-Q1", "2023-Q2", "2023Q3"], "2023-Q3", 4),
        (["1999", "2000", "2001"], "2001", 1),
        ([1999, 2000, 2001], "2000", 1),
        ([1999.0, 2000.0, 2001.0], "2000", 1),
    ],
)
def test_quarters_and_years_are_read(tmp_path: Path, periods: list[Any], start: str, per_year: int) -> None:
    written(table(periods), tmp_path / "t.csv")
    table(periods).to_excel(tmp_path / "t.xlsx", index=False)
    for name in ("t.csv", "t.xlsx"):
        assert panel(tmp_path / name, start=start).per_year == per_year


def test_a_decimal_comma_is_said_not_guessed(tmp_path: Path) -> None:
    path = written(table(), tmp_path / "t.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert panel(path, exposure="residents", decimal=",").exposure.tolist() == [500.5] * 3
    fault = refused(path, exposure="residents")
    assert fault.code == "effect.exposure-invalid"
    assert "--decimal" in fault.remedy


def test_units_around_the_treated_ones_are_no_comparison(tmp_path: Path) -> None:
    path = written(table(), tmp_path / "t.csv")
    read = panel(path, displacement=["c"])
    assert [read.groups[group].tolist() for group in (TREATED, COMPARISON, DISPLACEMENT)] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    assert refused(path, displacement=["a"]).code == "effect.unit-in-two-groups"
    assert refused(path, displacement=["nowhere"]).code == "effect.treated-unknown"


@pytest.mark.parametrize("wrong", [0.0, -5.0, float("nan"), float("inf")])
def test_an_exposure_is_above_zero_everywhere(tmp_path: Path, wrong: float) -> None:
    told = table()
    told.loc[30, "residents"] = wrong
    fault = refused(written(told, tmp_path / "t.csv"), exposure="residents")
    assert fault.code == "effect.exposure-invalid"
    assert "32" in fault.seen


def test_one_exposure_for_each_unit(tmp_path: Path) -> None:
    told = table()
    told["residents"] = told["park"].map({"a": 100.0, "b": 200.0, "c": 300.0})
    assert panel(written(told, tmp_path / "t.csv"), exposure="residents").exposure.tolist() == [100, 200, 300]
    told.loc[told["period"] > "2023-06", "residents"] += 1
    fault = refused(written(told, tmp_path / "t.csv"), exposure="residents")
    assert (fault.code, "3 of 3" in fault.seen) == ("effect.exposure-varies", True)


def test_a_period_no_unit_has_is_refused(tmp_path: Path) -> None:
    told = table()
    fault = refused(written(told[told["period"] != "2023-05"], tmp_path / "t.csv"))
    assert (fault.code, fault.seen) == ("effect.periods-missing", "1 that no unit has: 2023-05.")


def test_quarters_written_as_dates_are_said_to_have_gaps(tmp_path: Path) -> None:
    ends = ["2022-12-31", "2023-03-31", "2023-06-30", "2023-09-30"]
    fault = refused(written(table(ends), tmp_path / "t.csv"))
    assert fault.code == "effect.periods-missing"
    assert "2024-Q1" in fault.remedy


def test_days_are_not_added_up(tmp_path: Path) -> None:
    days = [f"2023-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in range(1, 29)]
    fault = refused(written(table(days), tmp_path / "t.csv"), start="2023-02")
    assert fault.code == "effect.cells-twice"
    assert "by month first" in fault.remedy


def test_blank_units_are_refused_by_row(tmp_path: Path) -> None:
    told = table()
    told.loc[[3, 4], "park"] = None
    told.to_excel(tmp_path / "t.xlsx", index=False)
    for path in (written(told, tmp_path / "t.csv"), tmp_path / "t.xlsx"):
        fault = refused(path)
        assert fault.code == "effect.unit-blank"
        assert "5, 6" in fault.seen


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"n": 1.5}, "effect.count-invalid"),
        ({"n": -1}, "effect.count-invalid"),
        ({"n": float("inf")}, "effect.count-invalid"),
        ({"n": None}, "effect.number-unreadable"),
        ({"n": "few"}, "effect.number-unreadable"),
        ({"period": "spring"}, "effect.period-unreadable"),
        ({"period": "2023-Q1"}, "effect.period-unreadable"),
        ({"period": "2023-13"}, "effect.period-unreadable"),
        ({"period": "2023-01"}, "effect.cells-twice"),
    ],
)
def test_a_cell_that_is_wrong_is_refused_and_never_quoted(tmp_path: Path, change: dict[str, Any], code: str) -> None:
    told = table().astype(object)
    for column, value in change.items():
        told.loc[7, column] = value
    fault = refused(written(told, tmp_path / "t.csv"))
    assert fault.code == code
    assert "city.toml" not in str(fault)
    assert "spring" not in str(fault)
    assert "few" not in fault.seen


def test_a_rate_is_told_what_to_do(tmp_path: Path) -> None:
    fault = refused(written(table().assign(n=0.25), tmp_path / "t.csv"))
    assert fault.code == "effect.count-invalid"
    assert "--exposure" in fault.remedy


def test_no_settings_of_a_city_are_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere.csv").code == "effect.table-missing"
    fault = refused(written(table(), tmp_path / "t.csv"), exposure="dwellings")
    assert fault.code == "effect.column-missing"
    assert "--exposure" in fault.remedy


@pytest.mark.parametrize("start", ["2022-01", "2024-01", "2023", "March", "2023-Q1"])
def test_the_start_lies_within_the_table_and_is_written_like_it(tmp_path: Path, start: str) -> None:
    assert refused(written(table(), tmp_path / "t.csv"), start=start).code == "effect.start-outside"
