"""Disclosure control of an evaluation: which groups' counts may be shown, and what rests on those that may not.

An evaluation shows sums over groups of units and months. A reader holds them against each other, against the city's
totals and against every audit and evaluation before: a group is shown, at the finest span of time, only where no small
count and nothing an audit hid can then be told within 2k (G-10, G-11, G-14).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from plateia.errors import AccessError
from plateia.findings.evaluation import (
    COMPARISON,
    GROUPS,
    TREATED,
    WITHHELD_CODES,
    Evaluation,
    PublishedEvaluation,
)
from plateia.findings.ledger import GroundSum, Ledger, ledger_of
from plateia.findings.model import Choice
from plateia.findings.protected_evaluation_findings import coarse, protected_findings
from plateia.findings.register import Register, ShownSum, check_protected
from plateia.findings.shown_together import give_a_handful_away
from plateia.findings.thresholds import check_minimum_count, interval_width, sensitive_minimum

if TYPE_CHECKING:
    import pandas as pd

MONTH, QUARTER = "month", "quarter"

FINENESS: Mapping[str | None, int] = {MONTH: 2, QUARTER: 1, None: 0}

FROM_OWN_MONTHS = ("before_after", "interrupted_time_series")
"""Methods whose expected incidents follow from the treated units alone."""

FROM_SINGLE_UNITS = ("synthetic_control", "synthetic_did")
"""Methods whose expected incidents are those of single units, weighted: one that bears all the weight is told."""

EXPECTED = ("expected", "expected_low", "expected_high")


def internal_evaluation(evaluation: Evaluation, person: str) -> PublishedEvaluation:
    """Return the full version for one named person.

    Raises
    ------
    AccessError
        ``publication.no-person``: nobody is named.
    """
    if not person.strip():
        raise AccessError(
            "publication.no-person",
            expected="The name of the one person an internal version is for.",
            seen="none.",
            remedy="give it with --for NAME.",
        )
    # What the other version withholds stands here: nothing says that it is withheld.
    told = tuple(one for one in evaluation.findings if one.values.get("code") not in WITHHELD_CODES)
    return PublishedEvaluation(replace(evaluation, periods={}, recorded=None, findings=told), person, (), 0)


def protect_evaluation(
    evaluation: Evaluation, *, minimum_count: int, register: Register, layer: str
) -> PublishedEvaluation:
    """Return the version of an evaluation that may leave the house.

    Parameters
    ----------
    minimum_count : int
        k, at least 5; 10 for sensitive categories whatever is set.
    register : Register
        What was published before, audits and evaluations.
    layer : str
        Fingerprint of the city's areas, as in the register.

    Notes
    -----
    Shown figures are rounded: ratios to two decimals, events to whole numbers.

    Raises
    ------
    DisclosureError
        ``publication.minimum-count``.
    """
    check_minimum_count(minimum_count)
    k = sensitive_minimum(minimum_count) if evaluation.sensitive else minimum_count
    spans = _spans(evaluation, k, minimum_count, register, layer)
    shown = tuple(spans)
    hidden = tuple(group for group in GROUPS if evaluation.groups.get(group) and group not in shown)
    compared = bool({TREATED, COMPARISON} & set(hidden))
    protected = replace(
        evaluation,
        periods={},
        recorded=None,
        choices=() if compared else tuple(_coarse_choice(choice) for choice in evaluation.choices),
        findings=protected_findings(evaluation, hidden),
        tables={
            "groups": _hide_rows(evaluation.tables["groups"], hidden, ("n",)),
            "series": _protected_series(evaluation, spans),
            "effects": _coarse_table(evaluation.tables["effects"], hide=compared),
        },
    )
    return PublishedEvaluation(protected, None, hidden, k)


def areas_of_group(evaluation: Evaluation, group: str) -> frozenset[str]:
    """Return the areas the units of a group consist of."""
    return frozenset(area for unit in evaluation.groups.get(group, ()) for area in evaluation.areas_of[unit])


def shown_sums(published: PublishedEvaluation, *, layer: str) -> tuple[ShownSum, ...]:
    """Return what a protected evaluation showed, for the register.

    Raises
    ------
    DisclosureError
        ``publication.internal``.
    """
    check_protected(published.internal_for)
    evaluation = published.evaluation
    found = []
    for table in (evaluation.tables["groups"], evaluation.tables["series"]):
        for row in table[table["n"].notna()].to_dict("records"):
            found.append(
                ShownSum(
                    edition=evaluation.edition,
                    category=evaluation.outcome,
                    layer=layer,
                    area_ids=tuple(sorted(areas_of_group(evaluation, row["group"]))),
                    months=tuple(str(row["months"]).split(" ")),
                    n=int(row["n"]),
                )
            )
    return tuple(found)


def _spans(evaluation: Evaluation, k: int, minimum_count: int, register: Register, layer: str) -> dict[str, str | None]:
    """Return the groups that may be shown, each with the finest span of its series; None where it has none.

    Groups are taken in their order, each at the finest span that is safe beside those taken before.
    """
    if evaluation.recorded is None or (evaluation.sensitive and evaluation.unit == "area"):
        return {}  # sensitive offences are shown by district at the finest (G-13)
    ledger = ledger_of(
        evaluation.recorded,
        category=evaluation.outcome,
        register=register,
        layer=layer,
        k=k,
        minimum_count=minimum_count,
    )
    spans: dict[str, str | None] = {}
    for group in GROUPS:
        for span in _spans_to_try(evaluation, group, ledger):
            tried = {**spans, group: span}
            if not give_a_handful_away(_sums(evaluation, tried), ledger):
                spans = tried
                break
    return spans


def _spans_to_try(evaluation: Evaluation, group: str, ledger: Ledger) -> list[str | None]:
    """Return by which spans of time a group might be shown, the finest first; none where its sums are small."""
    units = evaluation.groups.get(group, ())
    # That a unit holds at most what all hold together must not tell its count either.
    least = ledger.k if len(units) == 1 else interval_width(ledger.k)
    periods = evaluation.periods.values()
    if not units or any(sum(period.counts[unit] for unit in units) < least for period in periods):
        return []
    if evaluation.sensitive or not _city_shows_months(ledger):
        return [None]
    fine = (MONTH, QUARTER)
    return [*(span for span in fine if all(row["n"] >= least for row in _rows_of(evaluation, group, span))), None]


def _city_shows_months(ledger: Ledger) -> bool:
    """Whether an audit shows, or would show, the whole city month by month: groups together tell as much."""
    if any(None in edition.months_n.get(ledger.category, ()) for edition in ledger.editions):
        return False
    return bool((ledger.recorded.with_rest(ledger.category).sum(axis=0) >= ledger.k).all())


def _sums(evaluation: Evaluation, spans: Mapping[str, str | None]) -> list[GroundSum]:
    """Return the sums that showing groups by these spans amounts to."""
    found = []
    for group, span in spans.items():
        areas = areas_of_group(evaluation, group)
        found += [GroundSum(areas, period.months) for period in evaluation.periods.values()]
        if span is not None:
            rows = _rows_of(evaluation, group, span)
            found += [GroundSum(areas, frozenset(row["months"].split(" "))) for row in rows]
    return found


def _rows_of(evaluation: Evaluation, group: str, span: str) -> list[dict[str, Any]]:
    table = evaluation.tables["series"]
    return list(table[(table["group"] == group) & (table["span"] == span)].to_dict("records"))


def _hide_rows(table: pd.DataFrame, hidden: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    marked = table.copy()
    rows = marked["group"].isin(list(hidden))
    for column in columns:
        marked[column] = marked[column].astype("Float64")
        marked.loc[rows, column] = None
    marked["reason"] = rows.map({True: "suppressed", False: ""})
    return marked


def _protected_series(evaluation: Evaluation, spans: Mapping[str, str | None]) -> pd.DataFrame:
    """Keep each group's series at the finest span that may be shown; none of a hidden group."""
    table = evaluation.tables["series"]
    kept = [row["group"] in spans and row["span"] == spans[row["group"]] for row in table.to_dict("records")]
    series = table[kept].copy()
    told = _expected_is_told(evaluation, spans)
    for column in EXPECTED:
        series[column] = series[column].astype("Float64").round(0) if told else None
        series[column] = series[column].astype("Float64")
    series["reason"] = ""
    return series.reset_index(drop=True)


def _expected_is_told(evaluation: Evaluation, spans: Mapping[str, str | None]) -> bool:
    """Whether what was expected of the treated units may stand beside them: it gives the comparison's months back."""
    effects = (one for one in evaluation.findings if one.kind == "effect" and one.values.get("primary"))
    method = next((one.values["method"] for one in effects), None)
    alone = not evaluation.groups.get(COMPARISON)
    if TREATED not in spans or method in FROM_SINGLE_UNITS or not (alone or COMPARISON in spans):
        return False
    return alone or method in FROM_OWN_MONTHS or FINENESS[spans[COMPARISON]] >= FINENESS[spans[TREATED]]


def _coarse_table(table: pd.DataFrame, *, hide: bool) -> pd.DataFrame:
    """Round every figure; a hidden table has no rows, as which methods could be computed depends on the counts."""
    rounded = table.iloc[:0].copy() if hide else table.copy()
    for column in rounded.columns:
        if rounded[column].dtype.kind == "f":
            rounded[column] = [coarse(column, float(n)) for n in rounded[column]]
    rounded["reason"] = ""
    return rounded


def _coarse_choice(choice: Choice) -> Choice:
    value = choice.value
    return replace(choice, value=coarse(choice.name, value)) if isinstance(value, float) else choice
