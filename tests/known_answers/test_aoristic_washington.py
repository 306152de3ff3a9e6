"""The weekday-by-hour table that the R package 'aoristic' publishes for burglaries in Washington DC."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from plateia.measures.incidents.aoristic import aoristic_weights


@pytest.mark.realdata
def test_washington_burglaries(realdata: Path) -> None:
    folder = realdata / "nyc-burglary-aoristic"
    burglaries = pd.read_parquet(folder / "dcburglaries.parquet")
    published = pd.read_parquet(folder / "dcburgsum.parquet")
    wanted = published[["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]].astype(float).to_numpy().T

    # Their conventions: wall clock of Washington; no end known means the moment of the start.
    start = local_minutes(burglaries["StartDateTime"])
    end = local_minutes(burglaries["EndDateTime"].fillna(burglaries["StartDateTime"]))
    result = aoristic_weights(start, end)

    # What lasts longer than a week they spread flat over it, we leave it out and say so.
    assert (result.n_used, result.n_too_long) == (997, 28)
    np.testing.assert_allclose(result.weights + result.n_too_long / 168, wanted, atol=0.00051)


def local_minutes(epoch_seconds: pd.Series) -> np.ndarray:
    clock = pd.to_datetime(epoch_seconds, unit="s", utc=True).dt.tz_convert("America/New_York").dt.tz_localize(None)
    return clock.to_numpy().astype("datetime64[m]").astype(np.int64)
