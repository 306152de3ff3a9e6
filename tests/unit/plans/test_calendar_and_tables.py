"""The calendar keeps to RFC 5545, and no table runs anything in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateia.plans.calendar import MOST_OCTETS, calendar_text, escaped, folded
from plateia.plans.checking import check_plan
from plateia.plans.dates import plan_dates
from plateia.plans.export import csv_text, plan_tables
from plateia.plans.folder import Plan, read_plan
from plateia.wording import languages, load
from tests.sample_plan import ACTION, EXAMPLE, TODAY, change, copy_plan

STAMP = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def calendar(plan: Plan, language: str = "en") -> str:
    return calendar_text(plan_dates(plan), plan=plan.name, city="leeds", stamp=STAMP, wording=load(language))


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n")))
def test_folding_keeps_octets_and_characters(line: str) -> None:
    text = folded(line)
    assert all(len(part.encode("utf-8")) <= MOST_OCTETS for part in text.split("\r\n"))
    assert text.replace("\r\n ", "") == line


@given(st.text())
def test_escaped_text_holds_no_line_end_and_no_bare_separator(text: str) -> None:
    written = escaped(text)
    assert not set(written) & {"\r", "\n", "\x00"}
    bare = written.replace("\\\\", "").replace("\\;", "").replace("\\,", "")
    assert not set(bare) & {";", ","}


@pytest.mark.parametrize("language", languages())
def test_every_date_of_the_example_stands_in_the_calendar(language: str) -> None:
    plan = read_plan(EXAMPLE)
    lines = unfolded(calendar(plan, language))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert lines.count("BEGIN:VEVENT") == len(plan_dates(plan)) == 18
    assert {line for line in lines if line.startswith("DTSTAMP")} == {"DTSTAMP:20261121T093000Z"}
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(set(uids)) == len(uids)
    kinds = {row.kind for row in plan_dates(plan)}
    assert {"roadmap_item", "evaluation_due", "sunset", "consultation_closes", "expectation_due"} <= kinds


def test_an_item_that_moves_keeps_its_id_and_one_that_is_done_goes(tmp_path: Path) -> None:
    folder = copy_plan(tmp_path, "plan_leeds")
    before = unfolded(calendar(read_plan(folder)))
    change(folder, ACTION, "target_date = 2027-01-31", "target_date = 2027-02-10")
    after = unfolded(calendar(read_plan(folder)))
    assert {line for line in before if line.startswith("UID")} == {line for line in after if line.startswith("UID")}
    assert before != after
    change(folder, ACTION, "target_date = 2027-02-10", 'status = "done"\ndone_on = 2027-02-09')
    assert not any("lamps" in line for line in unfolded(calendar(read_plan(folder))) if line.startswith("UID"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_text_runs_in_a_spreadsheet(start: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_text(("a", "b"), [(f"{start}cmd", -1)]), newline="")))
    assert rows == [["a", "b"], ["'" + f"{start}cmd".replace("\r", "\n"), "-1"]]


@pytest.mark.parametrize("language", languages())
def test_the_tables_hold_the_plan(language: str) -> None:
    plan = read_plan(EXAMPLE)
    remarks = check_plan(plan, today=TODAY)
    tables = plan_tables(plan, remarks=remarks, figures={}, today=TODAY, wording=load(language))
    rows = {name: list(csv.DictReader(io.StringIO(text))) for name, text in tables.items()}
    assert [row["item"] for row in rows["roadmap.csv"]] == ["lamps", "training", "survey-before", "first-report"]
    assert len(rows["indicators.csv"]) == len(plan.indicators)
    assert [row["sdg"] for row in rows["sdg.csv"]] == ["16.1.4"]
    assert rows["sdg.csv"][0]["comparable"] == "true"
    assert len(rows["remarks.csv"]) == len(remarks)
    assert all(row["remark"] and row["rule"] for row in rows["remarks.csv"])
