"""Text in a source's own style becomes local time: with its resolution, across daylight saving, in many languages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from plateia.settings.city import TimeColumns
from plateia.sources.incidents.times import DAY, HOUR, MINUTE, MONTH, YEAR, Codes, end_of_unit, read_moments
from plateia.tables.incidents import NO_TIME
from plateia.vocabulary import month_name_languages


def moments(*, timezone: str = "Europe/Berlin", layout: dict[str, Any], **columns: list[Any]) -> list[tuple[Any, int]]:
    """Read columns of text; return ISO minutes, None where unreadable, and resolutions."""
    coded = {name: Codes(np.arange(len(texts)), np.array(texts, dtype=object)) for name, texts in columns.items()}
    n_rows = len(next(iter(columns.values())))
    found = read_moments(coded, layout=TimeColumns(**layout), n_rows=n_rows, timezone=timezone)
    return [
        (None if minutes == NO_TIME else str(np.datetime64(int(minutes), "m")), int(unit))
        for minutes, unit in zip(found.minutes, found.resolution, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "style", "expected", "unit"),
    [
        ("2022-03-27", None, "2022-03-27T00:00", DAY),
        ("2022-03", None, "2022-03-01T00:00", MONTH),
        ("2022", None, "2022-01-01T00:00", YEAR),
        ("2022-03-27 02:30", None, "2022-03-27T02:30", MINUTE),  # an hour that never was is still what was written
        ("2022-03-27T13:05:59.9", None, "2022-03-27T13:05", MINUTE),
        (" 27.03.2022 ", "%d.%m.%Y", "2022-03-27T00:00", DAY),
        ("27/03/22 14", "%d/%m/%y %H", "2022-03-27T14:00", HOUR),
        ("03/27/2022 02:05 PM", "%m/%d/%Y %I:%M %p", "2022-03-27T14:05", MINUTE),
        ("2022-07", "%Y-%m", "2022-07-01T00:00", MONTH),
        ("2022", "%Y", "2022-01-01T00:00", YEAR),
    ],
)
def test_styles_and_their_resolution(text: str, style: str | None, expected: str, unit: int) -> None:
    assert moments(layout={"date": "when", "format": style}, when=[text]) == [(expected, unit)]


@pytest.mark.parametrize(
    "text", ["", "soon", "2022-02-30", "2022-13-01", "0000-00-00", "1066-10-14", "9999-12-31", "31.04.2022"]
)
def test_what_is_no_date_of_our_time_is_not_read(text: str) -> None:
    for style in (None, "%d.%m.%Y", "%Y-%m-%d"):
        assert moments(layout={"date": "when", "format": style}, when=[text])[0][0] is None


@pytest.mark.parametrize(
    ("text", "timezone", "expected"),
    [
        ("2022-03-27T00:30:00Z", "Europe/Berlin", "2022-03-27T01:30"),
        ("2022-03-27T01:30:00Z", "Europe/Berlin", "2022-03-27T03:30"),  # clocks went forward at 02:00
        ("2022-10-30T00:30:00Z", "Europe/Berlin", "2022-10-30T02:30"),
        ("2022-10-30T01:30:00Z", "Europe/Berlin", "2022-10-30T02:30"),  # clocks went back: the hour was there twice
        ("2022-06-30T22:00:00+00:00", "Europe/Berlin", "2022-07-01T00:00"),  # local midnight: the next day and month
        ("2022-06-30T23:00:00+02:00", "Europe/London", "2022-06-30T22:00"),
        ("2022-06-30 23:00:00+0200", "Europe/Riga", "2022-07-01T00:00"),
        ("2022-12-31T22:30:00-03:00", "Europe/Lisbon", "2023-01-01T01:30"),
    ],
)
def test_timestamps_with_an_offset_become_local_time(text: str, timezone: str, expected: str) -> None:
    assert moments(layout={"date": "when"}, when=[text], timezone=timezone)[0][0] == expected
    style = "%Y-%m-%dT%H:%M:%S%z" if "T" in text else "%Y-%m-%d %H:%M:%S%z"
    assert moments(layout={"date": "when", "format": style}, when=[text], timezone=timezone)[0][0] == expected


@pytest.mark.parametrize("timezone", ["Europe/Berlin", "Pacific/Kiritimati", "America/Adak"])
def test_bare_dates_and_times_never_shift(timezone: str) -> None:
    texts = ["2022-03-27", "2022-10-30 02:30", "2022-07-01T00:00:00"]
    found = moments(layout={"date": "when"}, when=texts, timezone=timezone)
    assert [start for start, _ in found] == ["2022-03-27T00:00", "2022-10-30T02:30", "2022-07-01T00:00"]


def test_styles_may_differ_from_row_to_row() -> None:
    found = moments(
        layout={"date": "when"}, when=["2022", "2022-07", "2022-07-03", "2022-07-03T10:00Z", "2022-07-03 10:00"]
    )
    assert found == [
        ("2022-01-01T00:00", YEAR),
        ("2022-07-01T00:00", MONTH),
        ("2022-07-03T00:00", DAY),
        ("2022-07-03T12:00", MINUTE),
        ("2022-07-03T10:00", MINUTE),
    ]


def test_hours_clock_times_and_minutes_are_added_to_the_day() -> None:
    days = ["2022-05-01"] * 6
    assert moments(layout={"date": "day", "hour": "hour"}, day=days, hour=["0", "23", "24", "7.0", "x", "25"]) == [
        ("2022-05-01T00:00", HOUR),
        ("2022-05-01T23:00", HOUR),
        ("2022-05-02T00:00", HOUR),
        ("2022-05-01T07:00", HOUR),
        ("2022-05-01T00:00", DAY),
        ("2022-05-01T00:00", DAY),
    ]
    clocks = ["9:05", "09.05", "21h30", "24:00", "9", "9:75"]
    assert [start for start, _ in moments(layout={"date": "day", "time": "clock"}, day=days, clock=clocks)] == [
        "2022-05-01T09:05",
        "2022-05-01T09:05",
        "2022-05-01T21:30",
        "2022-05-02T00:00",
        "2022-05-01T00:00",
        "2022-05-01T00:00",
    ]
    layout = {"date": "day", "hour": "hour", "minute": "minute"}
    assert moments(layout=layout, day=days[:1], hour=["9"], minute=["41"]) == [("2022-05-01T09:41", MINUTE)]


def test_parts_make_a_day_a_month_or_a_year() -> None:
    parts = {"y": ["2020", "2021", "2021"], "m": ["2", "2", "13"], "d": ["29", "29", "1"]}
    layout = {"year": "y", "month": "m", "day": "d"}
    assert moments(layout=layout, **parts) == [("2020-02-29T00:00", DAY), (None, DAY), (None, DAY)]
    assert moments(layout={"year": 2017, "month": "m"}, m=["7", ""])[0] == ("2017-07-01T00:00", MONTH)
    assert moments(layout={"year": "y"}, y=["2017"]) == [("2017-01-01T00:00", YEAR)]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["January", "MARCH", "sept", "Dec"]),
        ("de", ["Januar", "März", "September", "Dezember"]),
        ("fr", ["janvier", "mars", "septembre", "décembre"]),
        ("it", ["Gennaio", "marzo", "settembre", "dicembre"]),
        ("es", ["enero", "Marzo", "septiembre", "diciembre"]),
        ("ca", ["Gener", "Març", "Setembre", "Desembre"]),
        ("pt", ["janeiro", "março", "setembro", "dezembro"]),
        ("nl", ["januari", "maart", "september", "december"]),
        ("lv", ["janvāris", "marts", "septembris", "decembris"]),
    ],
)
def test_month_names_in_nine_languages(language: str, names: list[str]) -> None:
    found = moments(layout={"year": 2017, "month": "m", "month_names": language}, m=[*names, " 7 "])
    assert language in month_name_languages()
    assert [start and start[5:7] for start, _ in found] == ["01", "03", "09", "12", "07"]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2022-05-01T10:59", "2022-05-01T11:00"),
        ("2022-05-01", "2022-05-02T00:00"),
        ("2022-02", "2022-03-01T00:00"),
        ("2022-12", "2023-01-01T00:00"),
        ("2022", "2023-01-01T00:00"),
    ],
)
def test_a_unit_ends_where_the_next_begins(text: str, end: str) -> None:
    column = {"when": Codes(np.zeros(1, int), np.array([text], dtype=object))}
    found = read_moments(column, layout=TimeColumns(date="when"), n_rows=1, timezone="Europe/Berlin")
    assert str(np.datetime64(int(end_of_unit(found)[0]), "m")) == end
