"""Ana looks up what others did, adds a practice of her own and hands it on; Dora tries to bring a person in."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plateia.city.run import LOCK
from plateia.knowledge.practices import practices
from plateia.wording import load
from tests.journeys.command_line import audited, findings_of, fingerprint, needs_posix, refused, run_cli
from tests.practice_forms import FORM, WALKS, city_folder

DAY, LATER = "2026-03-01", "2026-04-01"
EMMIE = {"effect", "mechanism", "moderators", "implementation", "economics"}
ASB = "cells_high:anti_social_behaviour"


# --------------------------------------------------------------------------------------------------------- Ana finds


def test_ana_asks_in_her_own_words() -> None:
    said = run_cli("practices", "dark underpass women night")
    assert said.exit_code == 0
    assert "S5-20 · Exploratory walks with women" in said.out
    assert run_cli("practices", "dark", "underpass", "women", "night").out == said.out
    assert run_cli("practices", "search", "dark underpass women night").out == said.out
    assert "\x1b" not in said.out


def test_a_search_as_json_with_facets() -> None:
    said = run_cli("practices", "Jugend", "--focus", "juvenile_delinquency", "--evidence", "stated", "--json")
    hits = json.loads(said.out)["hits"]
    assert hits
    assert all(hit["facets"]["focus_area"] == ["juvenile_delinquency"] for hit in hits)
    assert all(hit["evidence_stated"] for hit in hits)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("practices", ""), "search.query-empty"),
        (("practices", "   ", "--limit", "3"), "search.query-empty"),
        (("practices", "walks", "--mode", "magic"), "search.mode"),
        (("practices", "walks", "--focus-area", "burglary"), "search.facet-unknown"),
        (("practices", "walks", "--city", "nowhere"), "folder.not-found"),
        (("practices", "show", "PS-99"), "practices.unknown-id"),
        (("practices", "review", "--section", "9"), "review.section-unknown"),
        (("practices", "lessons", "--section", "9"), "lessons.section-unknown"),
        (("practices", "lessons", "--focus", "burglary"), "lessons.focus-unknown"),
        (("practices", "show", "../../etc/passwd"), "practices.unknown-id"),
        (("practices", "match", ASB, "--city", "nowhere"), "folder.not-found"),
        (("practices", "export", "nowhere", "file.json"), "folder.not-found"),
        (("practices", "import", "nowhere", "file.json"), "folder.not-found"),
        (("plan", "check", "nowhere"), "folder.not-found"),
        (("plan", "check", "nowhere", "--today", "tomorrow"), "command.day"),
        (("evaluate", "nowhere", "--action", "lights"), "folder.not-found"),
        (("evaluate", "nowhere", "--action", "lights", "--internal"), "audit.internal-for"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], code: str) -> None:
    refused(run_cli(*arguments), code)


def test_the_review_of_strategies_is_printed_by_section() -> None:
    said = run_cli("practices", "review", "--section", "5.1")
    assert said.exit_code == 0
    assert "“two thirds” (approximation: about 14 of 21 strategies)" in said.out
    rows = json.loads(run_cli("practices", "review", "--section", "5.1", "--json").out)["figures"]
    assert {row["source_section"] for row in rows} == {"5.1"}
    assert "Näherung" in run_cli("practices", "review", "--language", "de").out


def test_lessons_are_read_by_section_and_the_pillars_in_order() -> None:
    said = run_cli("practices", "lessons", "--section", "gap", "--focus", "organised_crime")
    assert said.exit_code == 0
    assert "knowledge gap (gap)" in said.out
    assert "RI-053 · preventing and reducing trafficking and organised crime: " in said.out
    assert "  Source: D2.2 Report" in said.out
    rows = json.loads(run_cli("practices", "lessons", "--section", "gap", "--json").out)["lessons"]
    assert {row["section"] for row in rows} == {"gap"}
    assert "Wissenslücke (gap)" in run_cli("practices", "lessons", "--section", "gap", "--language", "de").out
    pillars = run_cli("practices", "pillars")
    assert pillars.exit_code == 0
    assert "1. Problem identification: " in pillars.out
    assert len(json.loads(run_cli("practices", "pillars", "--json").out)["pillars"]) == 7
    assert "Fahrplan" in run_cli("practices", "pillars", "--language", "de").out


def test_a_gap_is_found_by_its_name() -> None:
    said = run_cli("practices", "search", "gap", "--kind", "insight", "--focus", "organised_crime")
    assert "RI-053" in said.out


def test_an_unknown_id_names_near_ones() -> None:
    assert "riga_par_drosu_rigu" in run_cli("practices", "show", "riga").err


def test_an_entry_is_shown_whole() -> None:
    said = run_cli("practices", "show", "PS-19")
    assert "SAM - mobile social work in public areas" in said.out
    assert "Success factors stated: not stated" in said.out
    assert "Coded by Plateia" in said.out
    assert "IcARUS" in said.out
    assert json.loads(run_cli("practices", "show", "PS-19", "--json").out)["year"] is None
    assert "nicht angegeben" in run_cli("practices", "show", "PS-19", "--language", "de").out


@pytest.mark.parametrize("kind", ["policy", "insight", "city_tool"])
def test_what_is_no_practice_is_shown_too(kind: str) -> None:
    hit = json.loads(run_cli("practices", "cities", "--kind", kind, "--json").out)["hits"][0]
    assert hit["summary"] in run_cli("practices", "show", hit["id"]).out


def test_an_inferred_country_is_shown_as_inferred() -> None:
    inferred = next(entry for entry in practices() if entry.country_basis == "inferred")
    assert f"{inferred.country} (inferred)" in run_cli("practices", "show", inferred.id).out


def test_an_instrument_on_persons_says_that_it_is_text_only() -> None:
    person_level = next(entry for entry in practices() if entry.person_level)
    assert load("en").text("content.person_level") in run_cli("practices", "show", person_level.id).out


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_must_be_said_of_work_on_persons_is_said(language: str) -> None:
    said = run_cli("practices", "show", "RA-09", "--language", language).out
    for name in ("not_screening", "other_explanations", "helpline", "complaint"):
        assert load(language).text(f"content.required.{name}") in said


# ------------------------------------------------------------------------------------------------------- Ana matches


def test_ana_asks_what_agrees_with_a_finding(leeds: Path) -> None:
    said = run_cli("practices", "--finding", ASB, "--city", leeds)
    assert said.exit_code == 0
    assert "problem: “" in said.out
    assert "place: “" in said.out
    assert "Coded by Plateia" in said.out or "coded by Plateia" in said.out
    assert run_cli("practices", "match", ASB, "--city", leeds).out == said.out
    assert run_cli("practices", "--city", leeds, f"--finding={ASB}", "--run", "audit-001").out == said.out
    assert run_cli("practices", "match", "--finding", ASB, "--city", leeds).out == said.out


def test_the_command_finds_what_the_audit_wrote(leeds: Path) -> None:
    told = {str(row["id"]): row for row in findings_of(leeds)}
    asked = [name for name, row in told.items() if row["practices"]][::7] + [ASB]
    for finding in asked:
        found = json.loads(run_cli("practices", "match", finding, "--city", leeds, "--json").out)
        assert [match["id"] for match in found["matches"]] == told[finding]["practices"], finding
        assert all(len(match["facets"]) >= 2 for match in found["matches"])
        assert all(set(match["evidence"]) == EMMIE for match in found["matches"])
        assert not any(match["person_level"] for match in found["matches"])


def test_property_crime_is_said_to_be_missing(leeds: Path) -> None:
    finding = next(str(row["id"]) for row in findings_of(leeds) if str(row["id"]).startswith("area_high:burglary:"))
    said = run_cli("practices", "match", finding, "--city", leeds)
    assert load("en").text("match.nothing.property_crime") in said.out
    assert load("en").text("match.coverage") in said.out
    assert "City.Risks (PS-02) and Cutting Crime Impact (CCI) (PS-16)" in said.out
    found = json.loads(run_cli("practices", "match", finding, "--city", leeds, "--json").out)
    assert (found["matches"], found["touching"]) == ([], ["PS-02", "PS-16"])


def test_an_offence_nobody_names_says_what_is_lacking(leeds: Path) -> None:
    said = run_cli("practices", "match", "level:drugs", "--city", leeds)
    assert load("en").text("match.nothing.not_named") in said.out
    assert "problem: no entry" in said.out
    assert "place: this finding asks for nothing here" in said.out


def test_what_is_hidden_has_no_say(leeds: Path) -> None:
    hidden = [row for row in findings_of(leeds) if row["hidden"]]
    assert hidden
    assert all(row["practices"] == [] for row in hidden)
    found = json.loads(run_cli("practices", "match", str(hidden[0]["id"]), "--city", leeds, "--json").out)
    assert (found["matches"], found["read_only"], found["nothing_stated"]) == ([], [], [])


def test_the_report_tells_them_in_both_languages(leeds: Path) -> None:
    page = (leeds / "out" / "audit-001" / "audit.html").read_text(encoding="utf-8")
    assert load("en").text("match.heading") in page
    assert load("en").text("match.coverage") in page
    assert "(inferred)" in page
    german = audited(leeds, "--internal", "--for", "Ana", "--language", "de").joinpath("audit.html")
    text = german.read_text(encoding="utf-8")
    assert load("de").text("match.heading") in text
    assert load("de").text("match.coverage") in text


def test_no_entry_on_persons_is_offered(leeds: Path) -> None:
    person_level = {entry.id for entry in practices() if entry.person_level}
    for place in (leeds / "out" / "audit-001", *(leeds / "out" / "internal").iterdir()):
        document = json.loads((place / "findings.json").read_text(encoding="utf-8"))
        assert not {name for row in document["findings"] for name in row["practices"]} & person_level


def test_an_own_practice_is_an_input_like_others(leeds: Path) -> None:
    document = json.loads((leeds / "out" / "audit-001" / "findings.json").read_text(encoding="utf-8"))
    assert "knowledge/night-walks.toml" in [entry["path"] for entry in document["provenance"]["inputs"]]
    assert any("night-walks" in row["practices"] for row in document["findings"])


@pytest.mark.parametrize(
    ("finding", "run", "code"),
    [
        ("cells_high:anti_social_behavior", None, "plan.finding-not-found"),
        (ASB, "audit-099", "plan.run-not-found"),
        (ASB, "../../riga/out/audit-001", "plan.run-not-found"),
        (ASB, "internal/audit-002-for-Ana", "plan.run-not-found"),
    ],
)
def test_a_finding_that_is_not_there(leeds: Path, finding: str, run: str | None, code: str) -> None:
    where = ("--run", run) if run else ()
    refused(run_cli("practices", "match", finding, "--city", leeds, *where), code)


def test_no_run_yet(riga: Path) -> None:
    refused(run_cli("practices", "--finding", ASB, "--city", riga), "plan.run-not-found")


# ---------------------------------------------------------------------------------------- Ana adds, another imports


def test_ana_adds_exports_and_another_city_imports(leeds: Path, riga: Path, tmp_path: Path) -> None:
    said = run_cli("practices", "new", riga, "evening-team")
    assert said.exit_code == 0
    form = riga / "knowledge" / "evening-team.toml"
    assert form.is_file()
    refused(run_cli("practices", "new", riga, "evening-team"), "practice.exists")
    form.write_text(FORM.replace("Night walks", "Evening team"), encoding="utf-8")

    sent = tmp_path / "from-leeds.json"
    assert run_cli("practices", "export", leeds, sent, "--today", DAY).exit_code == 0
    refused(run_cli("practices", "export", leeds, sent, "--today", DAY), "exchange.exists")

    before = fingerprint(riga)
    compared = json.loads(run_cli("practices", "diff", riga, sent, "--today", LATER, "--json").out)
    (key,) = [item["key"] for item in compared["new"]]
    assert key in run_cli("practices", "diff", riga, sent, "--today", LATER).out
    assert fingerprint(riga) == before

    account = json.loads(run_cli("practices", "import", riga, sent, "--today", LATER, "--json").out)
    assert account == {"written": [key], "replaced": [], "removed": [], "left": []}
    assert not (riga / LOCK).exists()
    shown = run_cli("practices", "show", key, "--city", riga)
    assert "Night walks" in shown.out
    assert "received from" in shown.out
    assert load("en").text("content.claim") in shown.out
    again = run_cli("practices", "import", riga, sent, "--today", LATER)
    assert load("en").text("exchange.written", n=0) in again.out


def test_a_changed_practice_waits_to_be_accepted(leeds: Path, riga: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    run_cli("practices", "export", leeds, first, "--today", DAY)
    run_cli("practices", "import", riga, first, "--today", DAY)
    other = city_folder(tmp_path / "again", {"night-walks": WALKS.replace("own count", "own recount")})
    (other / "city.toml").write_bytes((leeds / "city.toml").read_bytes())
    run_cli("practices", "export", other, second, "--today", LATER)
    account = json.loads(run_cli("practices", "import", riga, second, "--today", LATER, "--json").out)
    (key,) = account["left"]
    refused(run_cli("practices", "import", riga, second, "--today", LATER, "--accept", "leeds/x"), "exchange.accept")
    taken = json.loads(run_cli("practices", "import", riga, second, "--today", LATER, "--accept", key, "--json").out)
    assert taken["replaced"] == [key]


def test_import_waits_for_nobody(leeds: Path, riga: Path, tmp_path: Path) -> None:
    sent = tmp_path / "sent.json"
    run_cli("practices", "export", leeds, sent, "--today", DAY)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        (riga / LOCK).write_text(str(other.pid), encoding="utf-8")
        refused(run_cli("practices", "import", riga, sent, "--today", DAY), "folder.locked", exit_code=4)
        other.kill()
    assert run_cli("practices", "import", riga, sent, "--today", DAY).exit_code == 0


# -------------------------------------------------------------------------------------------------------- Dora tries


@pytest.mark.parametrize(
    ("planted", "code", "exit_code"),
    [
        ('[practice]\nsuspect_name = "x"\n', "practice.person-field", 3),
        ('[practice]\ndate_of_birth = "1990-01-01"\n', "practice.person-field", 3),
    ],
)
def test_dora_enters_a_person_into_a_form(riga: Path, planted: str, code: str, exit_code: int) -> None:
    (riga / "knowledge").mkdir()
    (riga / "knowledge" / "case.toml").write_text(FORM.replace("[practice]\n", planted, 1), encoding="utf-8")
    for arguments in (
        ("practices", "walks", "--city", riga),
        ("practices", "show", "case", "--city", riga),
        ("practices", "export", riga, riga / "x.json", "--today", DAY),
    ):
        refused(run_cli(*arguments), code, exit_code=exit_code)
    assert not (riga / "x.json").exists()


def test_dora_sends_a_person(leeds: Path, riga: Path, tmp_path: Path) -> None:
    sent = tmp_path / "sent.json"
    run_cli("practices", "export", leeds, sent, "--today", DAY)
    document = json.loads(sent.read_text(encoding="utf-8"))
    document["entries"][0]["form"]["practice"]["suspect_name"] = "x"
    sent.write_text(json.dumps(document), encoding="utf-8")
    before = fingerprint(riga)
    for command in ("diff", "import"):
        said = run_cli("practices", command, riga, sent, "--today", DAY)
        assert said.exit_code in (2, 3)
        assert said.out == ""
        assert "Seen: " in said.err
    assert fingerprint(riga) == before


@pytest.mark.parametrize("name", ["../out", "..", "a/b", "con", "Große", "x" * 200, "", "night walks", "-x", "a\x00b"])
def test_dora_names_a_path(riga: Path, name: str) -> None:
    before = fingerprint(riga)
    said = run_cli("practices", "new", riga, "--", name)
    assert said.exit_code == 2, said.all
    assert "[practice.id]" in said.err
    assert fingerprint(riga) == before


def test_dora_sends_too_much(leeds: Path, riga: Path, tmp_path: Path) -> None:
    started = time.monotonic()
    for text in ("many words " * 9_000, "x" * 100_000, "((((" * 20_000, '"' * 1_001, "NEAR/" * 9_000, "\x00\x01"):
        assert run_cli("practices", text).exit_code == 0
        refused(run_cli("practices", "show", text), "practices.unknown-id")
        refused(run_cli("practices", "match", text, "--city", leeds), "plan.finding-not-found")
    nested = tmp_path / "nested.json"
    nested.write_text("[" * 100_000, encoding="utf-8")
    said = run_cli("practices", "import", riga, nested, "--today", DAY)
    assert said.exit_code == 2
    assert said.out == ""
    assert time.monotonic() - started < 30


def test_an_own_practice_that_cannot_be_read_stops_the_audit_before_it_starts(riga: Path) -> None:
    (riga / "knowledge").mkdir()
    (riga / "knowledge" / "case.toml").write_text("[practice]\nname = 1\n", encoding="utf-8")
    before = fingerprint(riga)
    said = run_cli("audit", riga)
    assert said.exit_code == 2
    assert "case.toml" in said.err
    assert fingerprint(riga) == before


# ------------------------------------------------------------------------------------------------------------ the door


def test_a_reader_that_has_enough_ends_it_quietly() -> None:
    program = f'"{sys.executable}" -m plateia practices --focus safe_public_spaces --limit 1000 --json | head -c 10'
    done = subprocess.run(program, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert len(done.stdout) == 10


@needs_posix
def test_ctrl_c_while_importing(leeds: Path, riga: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import plateia.knowledge.exchange as exchange

    sent = tmp_path / "sent.json"
    run_cli("practices", "export", leeds, sent, "--today", DAY)
    before = fingerprint(riga)
    monkeypatch.setattr(exchange, "_write_whole", lambda path, text: signal.raise_signal(signal.SIGINT))
    said = run_cli("practices", "import", riga, sent, "--today", DAY)
    assert said.exit_code == 130
    assert "[run.interrupted]" in said.err
    assert fingerprint(riga) == before


def test_help_names_what_can_be_done() -> None:
    said = run_cli("practices", "--help")
    assert said.exit_code == 0
    for command in ("search", "show", "match", "new", "export", "diff", "import"):
        assert command in said.out
    for command in ("new", "check", "seal", "report", "calendar"):
        assert command in run_cli("plan", "--help").out
