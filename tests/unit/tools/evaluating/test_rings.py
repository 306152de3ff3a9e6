"""Rings: refused where points are anchors; what was counted, nothing included, rests on rings alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import shapely

from plateia.findings.document import finding_entry
from plateia.findings.evaluation import RINGS
from plateia.findings.model import Finding
from plateia.findings.protected_evaluation_findings import NOT_FROM_COUNTS
from plateia.tools.evaluating.past import usual_variation
from plateia.tools.evaluating.rings import rings_findings
from plateia.wording import load
from tests.made_up_panel import made_up_panel, made_up_plan

N_UNITS = 6
SQUARES = np.array([shapely.box(1000 * at, 0, 1000 * at + 1000, 1000) for at in range(N_UNITS)])


def rings(
    points: list[tuple[float, int]], *, comparison: int = 20, anchored: bool = False, **more: Any
) -> list[Finding]:
    """Return what rings around the first of six squares in a row say; points lie at a distance in a month."""
    counts = np.full((N_UNITS, 48), comparison)
    counts[0] = 20
    panel = made_up_panel(counts, [0], range(1, N_UNITS))
    months = panel.months[np.array([month for _, month in points], int)]
    table = SimpleNamespace(
        rows=_Rows(np.arange(len(points)), np.zeros(len(points), int), months),
        places=SimpleNamespace(x_m=np.array([1000 + at for at, _ in points], float), y_m=np.full(len(points), 500.0)),
        categories=("burglary",),
    )
    intake: Any = SimpleNamespace(sources=[SimpleNamespace(anchored=anchored)], table=table)
    areas: Any = SimpleNamespace(ids=panel.ids, geometry=SQUARES)
    plan = made_up_plan(panel, "rate_ratio", **{"ring_width_m": 500, "n_rings": 2, **more})
    return rings_findings(plan, panel, usual_variation(panel), areas=areas, intake=intake)


class _Rows:
    def __init__(self, location: Any, category: Any, month: Any) -> None:
        self.location, self.category, self.month = location, category, month

    def __len__(self) -> int:
        return len(self.location)


def codes(findings: list[Finding]) -> list[Any]:
    return [finding.values.get("code", finding.values.get("template")) for finding in findings]


NEAR = [(250.0, month) for month in range(12, 48) for _ in range(20)]


@pytest.mark.parametrize(
    ("points", "more", "told"),
    [
        (NEAR, {"ring_width_m": None}, []),
        (NEAR, {"anchored": True}, ["displacement.rings-anchored"]),
        (NEAR, {"ring_width_m": 2500}, ["displacement.rings-no-comparison"]),
        (NEAR, {}, ["rings.no_clear_difference", "displacement.rings-withheld"]),
        ([], {}, ["rings.none_recorded", "displacement.rings-withheld"]),
        (NEAR, {"comparison": 0}, ["rings.comparison_empty", "displacement.rings-withheld"]),
    ],
)
def test_what_is_asked_for_is_told_or_refused(points: Any, more: dict[str, Any], told: list[str]) -> None:
    findings = rings(points, **more)
    assert codes(findings) == told
    for finding in findings:
        for language in ("en", "de"):
            assert finding_entry(finding, wording=load(language))["statement"]


def test_what_both_versions_say_does_not_hang_on_what_was_counted() -> None:
    said = []
    for points, comparison in ((NEAR, 20), ([], 20), (NEAR, 0), (NEAR[:1], 1)):
        found = rings(points, comparison=comparison)
        said.append([finding for finding in found if not any(key.area_id == RINGS for key in finding.basis)])
    assert all(one == said[0] for one in said)


def test_a_refusal_that_tells_of_no_count_stays_said_where_counts_are_hidden() -> None:
    for more in ({"anchored": True}, {"ring_width_m": 2500}, {}):
        assert rings(NEAR, **more)[-1].values["code"] in NOT_FROM_COUNTS


def test_points_are_counted_by_distance_and_period() -> None:
    points = [(250.0, 20), (250.0, 40), (750.0, 40), (-10.0, 40), (2000.0, 40)]
    rows: Any = rings([*points, *((250.0, month) for month in range(12, 48) for _ in range(4))])[0].values["rings"]
    assert sum(row["before"] for row in rows) == 1 + 24 * 4
    assert sum(row["after"] for row in rows) == 2 + 12 * 4
