"""Disclosure control: the only two ways from an edition to something that may be shown.

``protect`` makes the version for the public, ``internal`` the full one for one named person. Guardrails G-10 to G-14
and G-59; the method, with what it does not do, is in ``docs/methods/disclosure.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from plateia.errors import DisclosureError
from plateia.findings.counts import CityCounts, HiddenCounts, city_counts, compared_months
from plateia.findings.differencing import known_from_earlier
from plateia.findings.edition import Edition, Published
from plateia.findings.hiding import hidden_counts
from plateia.findings.overlaps import check_overlaps
from plateia.findings.protected_account import protected_account
from plateia.findings.protected_findings import protected_findings
from plateia.findings.protected_tables import Rule, protected_tables
from plateia.findings.register import Register, layer_record
from plateia.findings.thresholds import SMALLEST_MINIMUM, check_minimum_count
from plateia.vocabulary import ALL

Mask = NDArray[np.bool_]


def protect(edition: Edition, *, minimum_count: int, register: Register) -> Published:
    """Return the version of an edition that may leave the house.

    Parameters
    ----------
    edition : Edition
    minimum_count : int
        k: counts from 1 to k - 1 are hidden; at least 5, and 10 for sensitive categories whatever is set.
    register : Register
        Earlier publications of the city; ``Register()`` for none.

    Returns
    -------
    Published
        Visible figures are those of the edition. Hidden ones are empty, with one mark for all; each hidden count
        keeps an interval of at least 2 k when everything published here and earlier is known.

    Raises
    ------
    DisclosureError
        ``publication.minimum-count``: k is below 5. ``publication.differencing``: areas that, laid over those of an
        earlier edition, single out a handful.
    """
    check_minimum_count(minimum_count)
    counts = city_counts(edition)
    layer = layer_record(edition.layers["areas"])
    known = known_from_earlier(register, counts, layer=layer["fingerprint"], minimum_count=minimum_count)
    compared = compared_months(edition, counts)
    hidden = hidden_counts(counts, minimum_count=minimum_count, known=known, compared=compared)
    rule = _rule(edition, counts, hidden, minimum_count, compared)
    tables = protected_tables(edition.tables, rule=rule)
    _check_areas(register, layer, counts, rule)
    findings = protected_findings(edition.findings, rule=rule, before=edition.tables, after=tables)
    sources, provenance, n_account = protected_account(edition.sources, edition.provenance, rule=rule)
    protected = replace(
        edition,
        tables=tables,
        findings=findings,
        sources=sources,
        provenance=provenance,
        focus_category=_focus(edition, rule),
    )
    return Published(protected, None, {**_tally(edition, protected), "account": n_account}, minimum_count)


def internal(edition: Edition, name: str) -> Published:
    """Return the full version for one named person.

    Raises
    ------
    DisclosureError
        ``publication.no-name``: the person is not named.
    """
    if not name.strip():
        raise DisclosureError(
            "publication.no-name",
            expected="The name of the person an internal version is made for.",
            seen="no name.",
            remedy="--internal --for NAME.",
        )
    minimum = edition.governance.get("minimum_count", SMALLEST_MINIMUM)
    return Published(edition, name.strip(), {}, minimum_count=int(minimum))


def _rule(
    edition: Edition, counts: CityCounts, hidden: HiddenCounts, minimum_count: int, compared: tuple[Mask, ...]
) -> Rule:
    thresholds = dict(zip(counts.categories, counts.thresholds(minimum_count).tolist(), strict=True))
    return Rule(
        counts=counts,
        hidden=hidden,
        minimum_count=minimum_count,
        thresholds={**thresholds, ALL: minimum_count},
        last_month=int(edition.period.last[5:7]),
        like_months=min((int(block.sum()) for block in compared), default=0),
    )


def _check_areas(register: Register, layer: Mapping[str, object], counts: CityCounts, rule: Rule) -> None:
    position = {area: number for number, area in enumerate(counts.area_ids)}
    ids = layer["ids"]
    order = [position.get(area, -1) for area in ids] if isinstance(ids, list) else []
    areas = {}
    for name in (*counts.categories, ALL):
        n = rule.area_counts(name).astype(np.float64)
        n[rule.hidden.in_areas(counts, name)] = np.nan
        areas[name] = np.append(n, np.nan)[order]
    check_overlaps(register, layer=layer, months=counts.months, areas=areas, thresholds=rule.thresholds)


def _focus(edition: Edition, rule: Rule) -> str:
    """Return the problem of the first page; where its months are hidden, the largest whose months are not."""
    shown = [name for name in rule.counts.categories if not rule.hidden.month_by_month(rule.counts, name)]
    if edition.focus_category in (*shown, ALL):
        return edition.focus_category
    return max(shown, key=lambda name: (rule.total(name), name), default=ALL)


def _tally(before: Edition, after: Edition) -> dict[str, int]:
    """Return by table how many counts are hidden; of squares and places, how many are not listed."""
    tally = {}
    for name in before.tables:
        column = "before" if name == "changes" else "n"
        n_shown = int(after.tables[name][column].notna().sum()) if name in after.tables else 0
        tally[name] = int(before.tables[name][column].notna().sum()) - n_shown
    return tally
