"""What evaluations give away, together with audits and with each other: no hidden count within 2k."""

from __future__ import annotations

import json

import numpy as np
import pytest

from plateia.findings.edition import Published
from plateia.findings.evaluation import PublishedEvaluation
from plateia.findings.protect import protect
from plateia.findings.protected_evaluation import protect_evaluation, shown_sums
from plateia.findings.register import Register, layer_record, register_entry
from tests.attack.made_up_city import made_up_city
from tests.attack.made_up_evaluation import MadeUpCounts, Reader, made_up_evaluation

CATEGORIES = ("burglary", "robbery", "drugs")
BEFORE, AFTER = ("2023-07", "2025-06"), ("2025-07", "2026-06")
AUDIT, EVALUATE = "audit", "evaluate"


def random_counts(seed: int, *, n_areas: int = 7, n_months: int = 36) -> MadeUpCounts:
    rng = np.random.default_rng(seed)
    skew = rng.gamma(1.0, 1.0, (n_areas, 1, 1)) * rng.gamma(1.5, 1 / 1.5, (1, len(CATEGORIES), 1))
    by_month = rng.poisson(float(rng.choice([0.5, 2.0, 6.0, 12.0])) * skew, (n_areas, len(CATEGORIES), n_months))
    return MadeUpCounts(by_month, CATEGORIES, without_area=rng.poisson(0.2, (len(CATEGORIES), n_months)))


class Publisher:
    """Publishes one thing after another with the register in hand, and a reader who has it all."""

    def __init__(self, city: MadeUpCounts) -> None:
        self.city, self.register, self.reader, self.number = city, Register(), Reader(city), 0

    def audit(self, first: int = 0, end: int | None = None) -> Published:
        end = self.city.by_month.shape[2] if end is None else end
        edition = made_up_city(
            self.city.by_month[:, :, first:end], categories=CATEGORIES, without_area=self.city.outside[:, first:end],
            end=self.city.months[end - 1],
        )  # fmt: skip
        published = protect(edition, minimum_count=5, register=self.register)
        self._keep(self.register.with_entry(register_entry(published)))
        self.reader.read_audit(published, self.number)
        return published

    def evaluate(
        self,
        groups: dict[str, list[int]],
        before: tuple[str, str] = BEFORE,
        after: tuple[str, str] = AFTER,
        outcome: str = "burglary",
    ) -> PublishedEvaluation:
        evaluation = made_up_evaluation(self.city, groups, before=before, after=after, outcome=outcome)
        shape = made_up_city(self.city.by_month, categories=CATEGORIES).layers["areas"]
        layer = layer_record(shape)["fingerprint"]
        published = protect_evaluation(evaluation, minimum_count=5, register=self.register, layer=layer)
        self._keep(self.register.with_sums(shown_sums(published, layer=layer)))
        self.reader.read_evaluation(published, self.number, small=evaluation)
        return published

    def _keep(self, register: Register) -> None:
        self.register = Register.of(json.loads(json.dumps(register.as_mapping())))
        self.number += 1


def all_others(treated: list[int], n: int = 7) -> dict[str, list[int]]:
    return {"treated": treated, "comparison": [area for area in range(n) if area not in treated]}


ONE, TWO = all_others([0]), all_others([0, 1])
NAMED = {"treated": [0, 1], "comparison": [2, 3], "displacement": [4, 5]}
STORIES = {
    "evaluation after an audit": [(AUDIT, 0, 36), (EVALUATE, TWO)],
    "audit after an evaluation": [(EVALUATE, TWO), (AUDIT, 0, 36)],
    "one area, then an audit": [(EVALUATE, ONE), (AUDIT, 0, 36)],
    "one area, then a longer audit": [(EVALUATE, ONE, ("2023-07", "2025-05"), ("2025-06", "2026-04")), (AUDIT, 0, 36)],
    "an audit, then one area": [(AUDIT, 0, 36), (EVALUATE, ONE)],
    "a shorter audit, then one area": [(AUDIT, 0, 34), (EVALUATE, ONE)],
    "two audits around": [(AUDIT, 0, 30), (EVALUATE, NAMED), (AUDIT, 0, 36)],
    "windows shifted by a month": [
        (EVALUATE, NAMED, ("2023-08", "2025-06"), AFTER),
        (EVALUATE, NAMED, ("2023-09", "2025-07"), ("2025-08", "2026-06")),
    ],
    "groups that differ by an area": [
        (EVALUATE, {"treated": [0, 1, 2], "comparison": [4, 5, 6]}),
        (EVALUATE, {"treated": [0, 1], "comparison": [4, 5, 6]}),
    ],
    "an area changes groups": [
        (EVALUATE, {"treated": [0, 1], "comparison": [2, 3, 4]}),
        (EVALUATE, {"treated": [0, 1, 2], "comparison": [3, 4]}),
        (AUDIT, 0, 36),
    ],
    "all offences, then all but one": [
        (EVALUATE, TWO, BEFORE, AFTER, "all"),
        (EVALUATE, NAMED, BEFORE, AFTER, "burglary"),
        (EVALUATE, NAMED, BEFORE, AFTER, "drugs"),
    ],
    "all offences, then one": [(AUDIT, 0, 36), (EVALUATE, NAMED, BEFORE, AFTER, "all"), (EVALUATE, NAMED)],
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("story", STORIES)
def test_nothing_hidden_is_told(story: str, seed: int) -> None:
    publisher = Publisher(random_counts(seed))
    for kind, *details in STORIES[story]:
        if kind == AUDIT:
            publisher.audit(*details)  # type: ignore[arg-type]
        else:
            publisher.evaluate(*details)  # type: ignore[arg-type]
    assert publisher.reader.too_narrow() == {}
