"""How long data may be kept, with a simulated clock."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from plateia.city.retention import check_not_expired, expired, expiries, first_taken_in, forget
from plateia.errors import AccessError, InputError
from plateia.settings.city import CitySettings
from plateia.settings.reading import parse_settings
from tests.city_builder import settings_text


def settings(retention: str = "P5Y") -> CitySettings:
    return parse_settings(settings_text().replace("P5Y", retention))


def taken_in(folder: Path, day: str) -> None:
    (folder / "tables").mkdir(exist_ok=True)
    entry = {"source": "Sample Police", "first_taken_in_on": day}
    (folder / "tables/manifest.json").write_text(json.dumps({"sources": [entry]}), encoding="utf-8")


@pytest.mark.parametrize(
    ("retention", "start", "end"),
    [
        ("P5Y", "2020-03-01", "2025-03-01"),
        ("P5Y", "2020-02-29", "2025-02-28"),
        ("P1M", "2023-01-31", "2023-02-28"),
        ("P13M", "2022-12-31", "2024-01-31"),
        ("P1Y6M", "2020-08-31", "2022-02-28"),
        ("P2W", "2020-02-20", "2020-03-05"),
        ("P1Y2M3W4D", "2020-01-01", "2021-03-26"),
        ("P0D", "2020-01-01", "2020-01-01"),
    ],
)
def test_durations_are_those_of_the_calendar(tmp_path: Path, retention: str, start: str, end: str) -> None:
    taken_in(tmp_path, start)
    assert [entry.expires_on.isoformat() for entry in expiries(settings(retention), tmp_path)] == [end]


def test_data_are_refused_from_the_day_they_expire(tmp_path: Path) -> None:
    taken_in(tmp_path, "2020-03-01")
    check_not_expired(settings(), tmp_path, today=dt.date(2025, 2, 28))
    assert not expired(settings(), tmp_path, today=dt.date(2025, 2, 28))
    with pytest.raises(AccessError, match="'Sample Police' on 2025-03-01") as caught:
        check_not_expired(settings(), tmp_path, today=dt.date(2025, 3, 1))
    assert (caught.value.code, caught.value.exit_code) == ("retention.expired", 3)


def test_the_first_day_is_kept_from_run_to_run(tmp_path: Path) -> None:
    today = dt.date(2024, 6, 1)
    assert first_taken_in(settings(), tmp_path / "tables", today=today) == {"Sample Police": "2024-06-01"}
    taken_in(tmp_path, "2021-01-01")
    assert first_taken_in(settings(), tmp_path / "tables", today=today) == {"Sample Police": "2021-01-01"}


def test_forgetting_deletes_tables_and_internal_versions_and_nothing_else(tmp_path: Path) -> None:
    taken_in(tmp_path, "2020-03-01")
    for name in ("out/internal/audit-001-for-Ana/audit.html", "out/audit-002/audit.html", "data/incidents.csv"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert forget(settings(), tmp_path, today=dt.date(2025, 2, 28)) == []
    assert forget(settings(), tmp_path, today=dt.date(2025, 3, 1)) == [tmp_path / "tables", tmp_path / "out/internal"]
    assert (tmp_path / "out/audit-002/audit.html").is_file()
    assert (tmp_path / "data/incidents.csv").is_file()


def test_a_damaged_manifest_is_not_taken_for_a_new_city(tmp_path: Path) -> None:
    taken_in(tmp_path, "soon")
    with pytest.raises(InputError) as caught:
        first_taken_in(settings(), tmp_path / "tables")
    assert caught.value.code == "tables.manifest-unreadable"
