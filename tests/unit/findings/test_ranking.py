"""The order of findings: the lower bound of excess first, ranges from the intervals, harm where it is known."""

from __future__ import annotations

from plateia.findings.model import Estimate, Finding, Months
from plateia.findings.ranking import ranked

PERIOD = Months("2020-01", "2020-12")


def _high(area: str, *, expected: float, low: float, high: float, category: str = "burglary") -> Finding:
    return Finding(
        id=f"area_high:{category}:{area}",
        kind="area_high",
        values={"offence_category": category, "area_id": area, "expected": expected},
        estimate=Estimate((low + high) / 2, low, high, 0.95, "test", n=50),
        period=PERIOD,
        method="funnel",
        excess_low=expected * (low - 1),
    )


def _other(kind: str) -> Finding:
    return Finding(kind, kind, {}, Estimate(None, no_interval_reason="none"), PERIOD, "intake")


def test_the_larger_lower_bound_comes_first_then_the_kinds_in_their_order() -> None:
    found = ranked(
        [
            _other("refusal"),
            _other("level"),
            _high("a", expected=10, low=2, high=4),
            _high("b", expected=100, low=2, high=3),
        ]
    )
    assert [finding.id for finding in found] == ["area_high:burglary:b", "area_high:burglary:a", "level", "refusal"]
    assert [finding.rank for finding in found] == [1, 2, 3, 4]


def test_overlapping_intervals_share_a_range_and_apart_ones_do_not() -> None:
    apart = ranked([_high("a", expected=10, low=2, high=2.1), _high("b", expected=100, low=3, high=4)])
    assert [(f.values["rank_low"], f.values["rank_high"]) for f in apart] == [(1, 1), (2, 2)]
    alike = ranked([_high("a", expected=100, low=2, high=4), _high("b", expected=100, low=2.1, high=3)])
    assert [(f.values["rank_low"], f.values["rank_high"]) for f in alike] == [(1, 2), (1, 2)]


def test_harm_weights_turn_the_order() -> None:
    findings = [
        _high("a", expected=100, low=2, high=3, category="bicycle_theft"),
        _high("b", expected=10, low=2, high=3, category="robbery"),
    ]
    weights = {"bicycle_theft": 1.0, "robbery": 365.0}
    assert ranked(findings)[0].values["area_id"] == "a"
    assert ranked(findings, harm_weights=weights)[0].values["area_id"] == "b"


def test_the_order_given_does_not_matter() -> None:
    findings = [_high(str(number), expected=10 + number, low=1.5, high=2) for number in range(20)]
    assert ranked(findings) == ranked(findings[::-1])
