"""Seals: the same plan has one hash, nothing is replaced, and every change is named."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest

from plateia.errors import InputError, MethodError
from plateia.plans.folder import read_plan
from plateia.plans.sealing import (
    Seal,
    binding_seal,
    changes_since_seal,
    content_of,
    parse_seals,
    seal_evaluation,
    written_seals,
)
from plateia.settings.plan_files.evaluation import EvaluationPlan
from tests.sample_plan import EXAMPLE

STARTS, BEFORE, AFTER = date(2027, 3, 1), date(2027, 2, 1), date(2027, 3, 1)


@pytest.fixture
def evaluation() -> EvaluationPlan:
    found = read_plan(EXAMPLE).actions["night-stops"].evaluation
    assert found is not None
    return found


def seal(plan: EvaluationPlan, seals: tuple[Seal, ...] = (), *, today: date = BEFORE, late: bool = False) -> Seal:
    return seal_evaluation(plan, action="night-stops", starts=STARTS, today=today, seals=seals, late=late)


def changed(plan: EvaluationPlan, **fields: object) -> EvaluationPlan:
    return EvaluationPlan.model_validate(plan.model_dump(by_alias=True) | fields)


def test_the_hash_can_be_made_by_anybody(evaluation: EvaluationPlan) -> None:
    sealed = seal(evaluation)
    day = {"action": "night-stops", "version": 1, "sealed_on": BEFORE.isoformat(), "late": False}
    told = {**day, "content": content_of(evaluation)}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert sealed.sha256 == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_nothing_is_changed_until_something_is(evaluation: EvaluationPlan) -> None:
    sealed = seal(evaluation)
    assert changes_since_seal(evaluation, sealed) == ()
    (back,) = parse_seals(written_seals([sealed]))
    assert changes_since_seal(evaluation, back) == ()
    later = changed(evaluation, outcome="robbery", after={"from": "2027-03", "to": "2028-02"})
    assert [(row.field, row.sealed, row.now) for row in changes_since_seal(later, back)] == [
        ("after.to", "2029-02", "2028-02"),
        ("outcome", "anti_social_behaviour", "robbery"),
    ]


def test_a_field_that_did_not_exist_then_is_no_change_at_its_default(evaluation: EvaluationPlan) -> None:
    sealed = seal(evaluation)
    older = {name: value for name, value in sealed.content.items() if name not in ("randomised", "secondary")}
    assert changes_since_seal(evaluation, Seal("a", 1, BEFORE, False, "", older)) == ()
    assert changes_since_seal(changed(evaluation, randomised=True), Seal("a", 1, BEFORE, False, "", older))


def test_sealing_again_adds_a_version_and_the_last_in_time_binds(evaluation: EvaluationPlan) -> None:
    first = seal(evaluation)
    second = seal(changed(evaluation, expected_reduction=0.3), (first,))
    third = seal(changed(evaluation, expected_reduction=0.1), (first, second), today=AFTER, late=True)
    assert [row.version for row in (first, second, third)] == [1, 2, 3]
    assert (second.late, third.late) == (False, True)
    assert binding_seal((third, second, first), "night-stops") == second
    assert binding_seal((third,), "night-stops") == third
    assert binding_seal((third,), "other") is None


def test_after_the_start_a_seal_is_refused_or_marked(evaluation: EvaluationPlan) -> None:
    with pytest.raises(MethodError) as refused:
        seal(evaluation, today=AFTER)
    assert refused.value.code == "seal.too-late"
    assert seal(evaluation, today=AFTER, late=True).late
    with pytest.raises(MethodError) as unchanged:
        seal(evaluation, (seal(evaluation),))
    assert unchanged.value.code == "seal.nothing-changed"
    with pytest.raises(MethodError) as no_start:
        seal_evaluation(evaluation, action="a", starts=None, today=BEFORE, seals=())
    assert no_start.value.code == "seal.no-start"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"seals": [1]}', '{"seals": [{"action": "a"}]}', "[" * 5000])
def test_what_is_no_seal_is_refused(text: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_seals(text)
    assert refused.value.code == "seal.unreadable"


@pytest.mark.parametrize(
    ("was", "edited"),
    [
        ('"expected_reduction": 0.2', '"expected_reduction": 0.05'),
        (AFTER.isoformat(), BEFORE.isoformat()),
        ('"late": true', '"late": false'),
        ('"version": 1', '"version": 2'),
        ('"action": "night-stops"', '"action": "lamps"'),
    ],
)
def test_a_seal_that_was_edited_is_refused(evaluation: EvaluationPlan, was: str, edited: str) -> None:
    text = written_seals([seal(evaluation, today=AFTER, late=True)])
    assert was in text
    with pytest.raises(InputError) as refused:
        parse_seals(text.replace(was, edited))
    assert refused.value.code == "seal.broken"
