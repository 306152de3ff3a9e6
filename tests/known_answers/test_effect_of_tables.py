"""Published panels through ``plateia effect``: the same answers as the papers, in the form a table is given."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from plateia.errors import InputError
from plateia.findings.model import Finding
from plateia.tools.table_effect import TableEffect, describe, run
from plateia.wording import load
from tests.known_answers.test_interventions_panels import SICILY_EVENTS

pytestmark = pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")


def deciding(result: TableEffect) -> Finding:
    return next(finding for finding in result.findings if finding.values.get("primary"))


def test_sicily_smoking_ban(tmp_path: Path) -> None:
    """Lopez Bernal, Cummins and Gasparrini (2017) with its correction: 0.894 (0.839 to 0.953); here with season."""
    months = pd.period_range("2002-01", periods=59, freq="M").astype(str)
    events = [int(n) for n in SICILY_EVENTS.split()]
    path = tmp_path / "sicily.csv"
    pd.DataFrame({"place": "Sicily", "month": months, "n": events}).to_csv(path, index=False)
    result = run(path, unit="place", period="month", count="n", treated=["Sicily"], start="2005-01")
    effect = deciding(result).values
    assert (result.design, result.level, effect["verdict"]) == ("interrupted_time_series", 2, "fewer")
    assert 0.839 < float(effect["ratio"]) < 0.953  # type: ignore[arg-type]
    said = describe(result, wording=load("en"))
    assert "followed by an effect" not in said
    assert "seasons are taken from the comparison" not in said


@pytest.mark.realdata
def test_california_by_synthetic_control(realdata: Path, tmp_path: Path) -> None:
    """Arkhangelsky et al. (2021), table 1: synthetic control from outcomes alone, 19.6 packs a head and year fewer."""
    sales = pd.read_csv(realdata / "method-oracles" / "smoking_data.csv.gz")
    path = tmp_path / "sales.csv"
    # Packs of a hundred inhabitants are whole, as counts are.
    sales.assign(n=(sales["cigsale"] * 100).round().astype(int)).to_csv(path, index=False)
    asked = {"unit": "state", "period": "year", "treated": ["California"], "start": "1989"}
    result = run(path, count="n", design="synthetic_control", **asked)  # type: ignore[arg-type]
    effect = deciding(result).values
    assert float(effect["averted"]) / 12 / 100 == pytest.approx(19.6, abs=0.15)  # type: ignore[arg-type]
    assert effect["smallest_p"] == pytest.approx(1 / 39)
    with pytest.raises(InputError, match=r"effect\.count-invalid"):
        run(path, count="cigsale", **asked)  # type: ignore[arg-type]


@pytest.mark.realdata
def test_merseyside_lacks_july_2019(realdata: Path, tmp_path: Path) -> None:
    """The force published no July 2019: a series across it is refused; before it a planted halving is found."""
    offences = pd.read_parquet(
        realdata / "ukpolice-merseyside-2018-2021" / "merseyside-street.parquet",
        columns=["Month", "LSOA name", "Crime type"],
        filters=[("Crime type", "==", "Burglary")],
    ).astype(str)
    offences["area"] = offences["LSOA name"].str[:-1]
    offences = offences[offences["area"].str.startswith("Liverpool") & (offences["Month"] <= "2019-12")]
    counts = offences.groupby(["area", "Month"]).size().unstack(fill_value=0)
    chosen = counts.sum(axis=1).sort_values(kind="stable").index[[12, 20, 30, 40, 50]].tolist()

    def told(table: pd.DataFrame) -> TableEffect:
        table.stack().rename("n").reset_index().to_csv(tmp_path / "t.csv", index=False)
        return run(
            tmp_path / "t.csv", unit="area", period="Month", count="n", treated=chosen, start="2019-01", comparable="x"
        )

    with pytest.raises(InputError, match=r"Seen: 1 that no unit has: 2019-07\..*effect\.periods-missing"):
        told(counts)
    whole = counts.loc[:, :"2019-06"]
    assert deciding(told(whole)).values["verdict"] == "no_clear_difference"
    halved = whole.copy()
    after = halved.loc[chosen, "2019-01":]
    halved.loc[chosen, "2019-01":] = np.random.default_rng(5).binomial(after.to_numpy(), 0.5)
    effect = deciding(told(halved)).values
    assert effect["verdict"] == "fewer"
    assert float(effect["ratio_low"]) < 0.5 < float(effect["ratio_high"])  # type: ignore[arg-type]
