"""Intervals: an hour lasts to its end, ends before starts are counted, midnights in disguise are days."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from plateia.sources.incidents.intervals import Intervals, intervals
from plateia.sources.incidents.times import DAY, HOUR, MINUTE, MONTH, Moments
from plateia.tables.incidents import NO_TIME
from tests.city_builder import build_city, edit_settings, incident_rows, write_table
from tests.reading_cities import CityRead, city_read

LATEST = '[incidents.latest]\ndate = "until_day"\nhour = "until_hour"\nformat = "%Y-%m-%d"\n'


def at(*times: str | None, unit: int = HOUR) -> Moments:
    minutes = [NO_TIME if time is None else int(np.datetime64(time, "m").astype(int)) for time in times]
    return Moments(np.array(minutes, np.int32), np.full(len(times), unit, np.int8))


def told(found: Intervals) -> list[tuple[str, str]]:
    return [
        (str(np.datetime64(int(first), "m")), str(np.datetime64(int(last), "m")))
        for first, last in zip(found.earliest, found.latest, strict=True)
    ]


def test_an_end_given_as_hour_h_means_until_its_last_minute() -> None:
    found = intervals(at("2022-05-01T22"), at("2022-05-03T06"), timezone="Europe/Berlin")
    assert told(found) == [("2022-05-01T22:00", "2022-05-03T07:00")]
    assert found.resolution.tolist() == [HOUR]


def test_an_end_in_the_hour_of_the_start_is_no_reversal() -> None:
    found = intervals(at("2022-05-01T22"), at("2022-05-01T22"), timezone="Europe/Berlin")
    assert told(found) == [("2022-05-01T22:00", "2022-05-01T23:00")]
    assert not found.defects["reversed_intervals"]


def test_an_end_that_is_missing_or_before_the_start_leaves_the_unit_of_the_start() -> None:
    found = intervals(
        at("2022-05-01T22", "2022-05-01T22", None), at("2022-05-01T03", None, "2022-05-01T03"), timezone="Europe/Berlin"
    )
    assert told(found)[:2] == [("2022-05-01T22:00", "2022-05-01T23:00")] * 2
    assert found.latest[2] == NO_TIME
    assert found.defects["reversed_intervals"] == 1


def test_the_coarser_end_gives_the_resolution() -> None:
    found = intervals(at("2022-05-01T22"), at("2022-06-01T00", unit=MONTH), timezone="Europe/Berlin")
    assert (found.resolution.tolist(), told(found)[0][1]) == ([MONTH], "2022-07-01T00:00")


@pytest.mark.parametrize("timezone", ["Europe/Berlin", "Europe/London", "Europe/Riga"])
def test_utc_of_local_midnight_is_the_local_day(timezone: str) -> None:
    import pandas as pd

    days = pd.date_range("2022-01-01", "2022-12-31", tz=timezone)
    utc = days.tz_convert("UTC").tz_localize(None).to_numpy(dtype="M8[m]").astype(np.int64).astype(np.int32)
    found = intervals(Moments(utc, np.full(365, MINUTE, np.int8)), None, timezone=timezone)
    assert np.array_equal(found.earliest, days.tz_localize(None).to_numpy(dtype="M8[m]").astype(np.int64))
    assert (found.resolution == DAY).all()
    assert found.defects["utc_midnight"] == 365
    one_more = Moments(np.append(utc, utc[0] + 61).astype(np.int32), np.full(366, MINUTE, np.int8))
    assert not intervals(one_more, None, timezone=timezone).defects["utc_midnight"]


def test_times_that_are_all_midnight_are_days_and_single_midnights_are_not() -> None:
    midnights = at("2022-05-01T00", "2022-05-02T00", unit=MINUTE)
    assert intervals(midnights, None, timezone="Europe/Berlin").resolution.tolist() == [DAY, DAY]
    mixed = at("2022-05-01T00", "2022-05-02T13", unit=MINUTE)
    assert intervals(mixed, None, timezone="Europe/Berlin").resolution.tolist() == [MINUTE, MINUTE]


# Through a whole source


def with_ends(folder: Path, days_later: int) -> CityRead:
    columns = incident_rows()
    until = [str(np.datetime64(day) + days_later) for day in columns["day"]]
    write_table(folder / "data/incidents.csv", {**columns, "until_day": until, "until_hour": columns["hour"]})
    return city_read(folder)


def test_intervals_of_days_are_kept_and_reversed_ones_counted(tmp_path: Path) -> None:
    folder = build_city(tmp_path / "city", extra=LATEST)
    read = with_ends(folder, days_later=4)
    rows = read.intake.table.rows
    assert (rows.latest - rows.earliest == 4 * 1440 + 60).all()
    assert with_ends(folder, days_later=-1).source.defects == {"reversed_intervals": 300}


def test_midnights_in_disguise_are_judged_over_all_files(tmp_path: Path) -> None:
    folder = build_city(tmp_path / "city")
    columns = incident_rows()
    local = [np.datetime64(day) for day in columns["day"]]
    offset = [2 if "2022-03-27" < str(day) < "2022-10-31" else 1 for day in local]
    utc = [str(day.astype("M8[h]") - hours) + ":00" for day, hours in zip(local, offset, strict=True)]
    edit_settings(folder, 'hour = "hour"\nformat = "%Y-%m-%d"', "")
    for part in range(30):  # ten rows a file: too few to tell by themselves
        rows = slice(part * 10, part * 10 + 10)
        chosen = {name: values[rows] for name, values in {**columns, "day": utc}.items()}
        write_table(folder / f"data/part-{part:02d}.csv", chosen)
    edit_settings(folder, "data/incidents.csv", "data/part-*.csv")
    read = city_read(folder)
    assert read.source.defects == {"utc_midnight": 300}
    assert sorted(read.intake.table.rows.earliest // 1440) == sorted(int(day.astype(int)) for day in local)
    assert (read.intake.table.rows.resolution == DAY).all()
