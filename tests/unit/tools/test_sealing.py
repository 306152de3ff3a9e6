"""What is sealed stands for ever: no person, and no period the check calls an error."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from plateia.errors import AccessError, InputError
from plateia.tools import plan
from tests.sample_plan import ACTION, change, copy_plan

TODAY = date(2026, 11, 21)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_plan(tmp_path / "leeds")


def test_dora_cannot_seal_a_person(folder: Path) -> None:
    change(folder, ACTION, 'question = "', 'question = "A. Person, born 12.03.2009: ')
    with pytest.raises(AccessError) as refused:
        plan.seal(folder.parents[1], "night-stops", today=TODAY)
    assert refused.value.code == "plan.refused"
    assert "Person" not in refused.value.seen.replace("person.in-text", "")
    assert not (folder / "seals.json").exists()


def test_periods_with_an_error_are_not_sealed(folder: Path) -> None:
    change(folder, ACTION, "starts = 2027-03-01", "starts = 2027-01-01")
    with pytest.raises(InputError) as refused:
        plan.seal(folder.parents[1], "night-stops", today=TODAY)
    assert refused.value.code == "plan.evaluation-faulty"
    assert "action.before-runs-into-start" in refused.value.seen
    assert not (folder / "seals.json").exists()


def test_areas_the_audit_does_not_know_are_not_sealed(folder: Path) -> None:
    run = folder.parents[1] / "out" / "audit-001"
    (run / "tables").mkdir(parents=True)
    (run / "findings.json").write_text('{"version": "protected", "findings": []}', encoding="utf-8")
    rows = "".join(f"{area},A,all,20,\n" for area in ("E01033010", "E01033011", "E01033008", "E01033016"))
    (run / "tables" / "areas.csv").write_text("area_id,name,offence_category,n,reason\n" + rows, encoding="utf-8")
    change(folder, ACTION, 'treated = ["E01033010"]', 'treated = ["E0103301X"]')
    with pytest.raises(InputError) as refused:
        plan.seal(folder.parents[1], "night-stops", today=TODAY)
    assert refused.value.code == "plan.evaluation-faulty"
    assert "action.unit-unknown in evaluation.treated" in refused.value.seen
    assert not (folder / "seals.json").exists()
