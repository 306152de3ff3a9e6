"""The findings of the protected version: whole, reduced to their names, or left out.

A finding about the whole city exists for every category, so it may say that its numbers are hidden. A finding about one
place exists because something was flagged there; saying that it is hidden would say that much. It is left out, and what
is left out says nothing: the places whose numbers are shown are the only ones spoken of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.findings.model import Estimate, Finding, Value, Where
from plateia.findings.protected_account import outside_is_hidden
from plateia.findings.protected_tables import (
    COARSE,
    Rule,
    city_change_is_shown,
    listed_cells,
    reading_is_shown,
)
from plateia.findings.protected_values import affected_values, timing_values
from plateia.findings.ranking import ranked
from plateia.findings.thresholds import ORDER_EVENTS
from plateia.vocabulary import ALL

if TYPE_CHECKING:
    import pandas as pd

_NAMES = frozenset(
    {"offence_category", "area_id", "name", "level", "comparison", "unit", "cell_m", "table", "n_months",
     "before_from", "before_to", "after_from", "after_to"}
)  # fmt: skip
_FLAGGED = ("area_high", "area_low", "location_quotient", "cells_high")


@dataclass(frozen=True)
class _Context:
    """The rule and the tables before and after hiding."""

    rule: Rule
    before: Mapping[str, pd.DataFrame]
    after: Mapping[str, pd.DataFrame]


def protected_findings(
    findings: Iterable[Finding], *, rule: Rule, before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]
) -> tuple[Finding, ...]:
    """Return the findings of the protected version, ordered and ranked anew.

    Parameters
    ----------
    findings : iterable of Finding
    rule : Rule
    before, after : mapping of str to DataFrame
        The tables as they were and as they are shown.
    """
    context = _Context(rule, before, after)
    everything = list(findings)
    shown = [kept for finding in everything if (kept := _protected(finding, context)) is not None]
    shown += [_nothing_shown(kind, everything, context) for kind in _FLAGGED if _is_bare(kind, everything, shown)]
    return _in_order([_ordered_as_allowed(finding, rule) for finding in shown])


def reduced(finding: Finding) -> Finding:
    """Return a finding that says only what it is about."""
    return replace(
        finding,
        values={name: value for name, value in finding.values.items() if name in _NAMES},
        estimate=Estimate(None, no_interval_reason="suppressed", unit=finding.estimate.unit),
        caveats=(),
        choices=(),
        excess_low=None,
        hidden=True,
    )


def _protected(finding: Finding, context: _Context) -> Finding | None:
    if finding.kind == "coverage":
        return finding
    if finding.kind == "data_quality":
        # The account's own count of records without an area, in another place.
        told = finding.values.get("code") in ("without_area", "without_coordinates") and outside_is_hidden(
            context.rule, several=True
        )
        return reduced(finding) if told else finding
    if finding.kind in _FLAGGED:
        return _PLACES[finding.kind](finding, context)
    return _CITY[finding.kind](finding, context)


def _category(finding: Finding) -> str:
    return str(finding.values.get("offence_category", ALL))


def _basis_hidden(finding: Finding, rule: Rule) -> bool:
    """Say whether a count of the whole city that the finding rests on is hidden."""
    keys = {(key.table, key.offence_category) for key in finding.basis if not key.area_id}
    listed = {*rule.counts.categories, ALL}
    return any(
        rule.hidden.month_by_month(rule.counts, name) if table == "months" else rule.hidden.total(rule.counts, name)
        for table, name in keys
        if name in listed and table != "changes"
    )


def _level(finding: Finding, context: _Context) -> Finding:
    rule, category = context.rule, _category(finding)
    outside = None if rule.hidden.outside_areas(rule.counts, category) else finding.values.get("n_without_area")
    if rule.hidden.total(rule.counts, category):
        words = reduced(finding)
        return replace(words, values={**words.values, "n_without_area": outside})
    values: dict[str, Value] = {**finding.values, "n_without_area": outside}
    if rule.hidden.total_all and category != ALL:
        values["share_of_all"] = None
    return replace(finding, values=values)


def _trend(finding: Finding, context: _Context) -> Finding:
    rule = context.rule
    hidden = rule.hidden.month_by_month(rule.counts, _category(finding)) or _basis_hidden(finding, rule)
    return reduced(finding) if hidden else finding


def _period_change(finding: Finding, context: _Context) -> Finding | None:
    level = finding.values.get("level")
    if level == "area":
        return None
    if level == "city":
        return finding if city_change_is_shown(finding.values, context.rule) else reduced(finding)
    if not reading_is_shown(finding.values, context.rule):
        return None
    reading = finding.values.get("reading")
    words = reduced(finding)
    values = {**words.values, "reading": reading, "template": f"only_{reading}"}
    return replace(words, values=values, hidden=False)


def _concentration(finding: Finding, context: _Context) -> Finding:
    table = context.after.get("concentration")
    if table is None:
        return reduced(finding)
    rows = table[(table["unit"] == finding.values.get("unit")) & (table["offence_category"] == _category(finding))]
    shown = len(rows) > 0 and bool(rows[["n", "share25", "share50", "gini"]].notna().all(axis=None))
    if not shown or _basis_hidden(finding, context.rule):
        return reduced(finding)
    return finding if finding.values.get("unit") == "areas" else _as_coarse(finding)


def _as_coarse(finding: Finding) -> Finding:
    """Return a finding on squares or places with as many decimals as the table beside it."""
    named = {**COARSE, "chance_low": COARSE["gini_chance_low"], "chance_high": COARSE["gini_chance_high"]}
    values = {
        name: round(value, named[name]) if name in named and isinstance(value, float) else value
        for name, value in finding.values.items()
    }
    index, low, high = (
        None if figure is None else round(figure, COARSE["gini"])
        for figure in (finding.estimate.value, finding.estimate.ci_low, finding.estimate.ci_high)
    )
    estimate = replace(finding.estimate, value=index, ci_low=low, ci_high=high)
    return replace(finding, values=values, estimate=estimate)


def _repeat_places(finding: Finding, context: _Context) -> Finding:
    rule, category = context.rule, _category(finding)
    k = rule.thresholds.get(category, rule.minimum_count)
    n = finding.estimate.n or rule.total(category)
    share = _as_float(finding.values.get("share_at_repeats"))
    counts = [_as_float(finding.values.get("n_repeat_places")), share * n, (1 - share) * n]
    hidden = rule.hidden.total(rule.counts, category) or any(0 < count < k for count in counts)
    return reduced(finding) if hidden or _basis_hidden(finding, rule) else finding


def _harm(finding: Finding, context: _Context) -> Finding:
    rule = context.rule
    hidden = _basis_hidden(finding, rule) or (not finding.basis and bool(rule.hidden.totals.any()))
    return reduced(finding) if hidden else finding


def _with_values(make: Callable[[Finding, Rule], Mapping[str, Value] | None]) -> Callable[..., Finding]:
    def protect_values(finding: Finding, context: _Context) -> Finding:
        rule = context.rule
        hidden = rule.hidden.total(rule.counts, _category(finding)) or _basis_hidden(finding, rule)
        values = None if hidden else make(finding, rule)
        return reduced(finding) if values is None else replace(finding, values=values)

    return protect_values


def _refusal(finding: Finding, context: _Context) -> Finding | None:
    """Leave out refusals that speak of a hidden count: "too few" is a bound."""
    category = finding.values.get("offence_category")
    rule = context.rule
    if category in rule.counts.categories and rule.hidden.total(rule.counts, str(category)):
        return None
    return finding


def _place(finding: Finding, context: _Context) -> Finding | None:
    """Keep a finding about one area where its count, and for a quotient the area's sum, are shown."""
    rule, category = context.rule, _category(finding)
    area = str(finding.values.get("area_id", ""))
    if area not in rule.counts.area_ids or rule.hidden.total(rule.counts, category):
        return None
    at = rule.counts.area_ids.index(area)
    needed = [category, ALL] if finding.kind == "location_quotient" else [category]
    hidden = any(rule.hidden.in_areas(rule.counts, name)[at] for name in needed)
    if hidden or (finding.kind == "location_quotient" and rule.hidden.total_all):
        return None
    return finding


def _cells(finding: Finding, context: _Context) -> Finding | None:
    """Keep the squares of a category where every flagged one is listed."""
    rule, category = context.rule, _category(finding)
    table = context.before.get("cells")
    if table is None or "n_in_high" not in finding.values:
        return None
    mine = (table["offence_category"] == category).to_numpy()
    high = mine & table["high"].fillna(False).to_numpy(dtype=bool)
    listed = listed_cells(table, rule=rule) & mine
    if not listed.any():
        return None
    elsewhere = int(table["n"][mine & ~high].sum())
    complete = listed.sum() == high.sum() and not 0 < elsewhere < rule.thresholds[category]
    return finding if complete and not _basis_hidden(finding, rule) else reduced(finding)


def _is_bare(kind: str, everything: list[Finding], shown: list[Finding]) -> bool:
    return any(finding.kind == kind for finding in everything) and all(finding.kind != kind for finding in shown)


def _nothing_shown(kind: str, everything: list[Finding], context: _Context) -> Finding:
    """Return the finding that nothing is flagged, as far as the numbers shown go."""
    first = next(finding for finding in everything if finding.kind == kind)
    rule = context.rule
    values: dict[str, Value] = {"template": "none_shown"}
    if kind == "cells_high":
        table = context.before.get("cells")
        values |= {"cell_m": first.values.get("cell_m")}
        if table is not None and len(table):
            values |= {"cell_m": float(table["cell_m"].iloc[0]), "n_cells": int(table["cell_id"].nunique())}
            values |= {"n_tests": len(table)}
    elif kind != "location_quotient":
        n_shown = int((rule.counts.covered[:-1] & ~rule.hidden.by_area[:-1]).sum())
        values |= {"n_areas": len(rule.counts.area_ids), "n_tests": n_shown}
    estimate = Estimate(None, no_interval_reason="suppressed", unit=first.estimate.unit)
    return replace(
        first, id=f"{kind}:none_shown", values=values, estimate=estimate, where=Where(), caveats=("hidden_counts",),
        choices=(), practices=(), excess_low=None, basis=(),
    )  # fmt: skip


def _ordered_as_allowed(finding: Finding, rule: Rule) -> Finding:
    """Take areas out of the order that G-12 keeps out of it."""
    if finding.kind not in ("area_high", "area_low") or "area_id" not in finding.values:
        return finding
    few = not _as_float(finding.values.get("n")) >= ORDER_EVENTS
    if not few and rule.area_counts(_category(finding)).mean() >= ORDER_EVENTS:
        return finding
    return replace(finding, values={**finding.values, "rank_low": None, "rank_high": None}, excess_low=None)


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Order what is shown anew, so that no rank counts what is not.

    Where harm weights made the order, which are not known here, it stays what it was and the ranges go.
    """
    if not any(finding.kind == "harm" for finding in findings):
        return ranked(findings)
    first = sorted((f for f in findings if f.excess_low is not None), key=lambda finding: finding.rank)
    rest = [finding for finding in ranked(findings) if finding.excess_low is None]
    first = [replace(f, values={**f.values, "rank_low": None, "rank_high": None}) for f in first]
    return tuple(replace(finding, rank=rank) for rank, finding in enumerate([*first, *rest], start=1))


def _as_float(value: object) -> float:
    return float(value) if isinstance(value, int | float | np.number) else float("nan")


_CITY: Mapping[str, Callable[[Finding, Any], Finding | None]] = {
    "level": _level,
    "trend": _trend,
    "period_change": _period_change,
    "concentration": _concentration,
    "repeat_places": _repeat_places,
    "timing": _with_values(timing_values),
    "harm": _harm,
    "affected": _with_values(affected_values),
    "refusal": _refusal,
}
_PLACES: Mapping[str, Callable[[Finding, Any], Finding | None]] = {
    "area_high": _place,
    "area_low": _place,
    "location_quotient": _place,
    "cells_high": _cells,
}
