"""Values that are tables of their own: weekday by hour, and the persons affected."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from plateia.findings.model import Finding, Value
from plateia.findings.protected_tables import Rule
from plateia.findings.thresholds import TIMING_EVENTS, interval_width
from plateia.vocabulary import ALL

HOURS_PER_BLOCK = 6


def timing_values(finding: Finding, rule: Rule) -> Mapping[str, Value] | None:
    """Return weekdays by quarters of the day, or None where a quarter holds too few.

    The 168 hours are summed to 28 blocks of six hours; figures about other hours stay where they and what they leave
    of a block are no handful.
    """
    category = str(finding.values.get("offence_category", ALL))
    k = rule.thresholds[category]
    n = finding.values.get("n_used")
    weights = np.asarray(finding.values.get("weights"), dtype=np.float64)
    if not isinstance(n, int) or n < TIMING_EVENTS or weights.ndim != 2 or not weights.sum() > 0:
        return None
    hours = weights * (n / weights.sum())
    blocks = hours.reshape(hours.shape[0], -1, HOURS_PER_BLOCK).sum(axis=2) if hours.shape[1] == 24 else hours
    if _handful(blocks, k):
        return None
    shown = blocks * (weights.sum() / n)
    values: dict[str, Value] = {**finding.values, "weights": tuple(tuple(day) for day in shown.tolist())}
    if hours.shape[1] == 24:
        if _handful(np.array([hours[:, 18:22].sum(), hours[:, 22:].sum()]), k):
            values["share_night"] = None
        if not _peak_is_safe(finding.values, hours, k):
            values |= {"peak_from_hour": None, "peak_to_hour": None, "share_in_peak": None}
    too_long = finding.values.get("n_too_long")
    left_out = np.array([rule.total(category) - n, too_long if isinstance(too_long, int) else 0], dtype=np.float64)
    left_out = np.append(left_out, left_out[0] - left_out[1])
    if _handful(left_out, k):
        values |= {"n_used": None, "n_too_long": None}
    return values


def affected_values(finding: Finding, rule: Rule) -> Mapping[str, Value] | None:
    """Return the rows with small ones hidden and as many others as cover them, or None where none would be left.

    The sum of the rows is known and nothing else is, so two hidden rows that hold the width between them are safe.
    """
    category = str(finding.values.get("offence_category", ALL))
    k = rule.thresholds[category]
    rows = finding.values.get("rows")
    if not isinstance(rows, tuple | list):
        return None
    listed = [dict(row) for row in rows if isinstance(row, Mapping)]
    n = np.array([row["n"] if isinstance(row.get("n"), int) else 0 for row in listed], dtype=np.int64)
    hidden = (n >= 1) & (n < k) | (n == 0) & (n.sum() < k)
    for row in np.lexsort((np.arange(n.size), n)):
        if not hidden.any() or (hidden.sum() >= 2 and n[hidden].sum() >= interval_width(k)):
            break
        if n[row] > 0:
            hidden[row] = True
    if hidden.all() or (hidden.any() and (hidden.sum() < 2 or n[hidden].sum() < interval_width(k))):
        return None
    shown = tuple({**row, "n": None} if hide else row for row, hide in zip(listed, hidden, strict=True))
    return {**finding.values, "rows": shown}


def _handful(counts: np.ndarray[tuple[int, ...], np.dtype[np.float64]], k: int) -> bool:
    # Aoristic counts are sums of shares: what rounds to nothing is nothing.
    return bool(((counts > 1e-6) & (counts < k)).any())


def _peak_is_safe(
    values: Mapping[str, Value], hours: np.ndarray[tuple[int, ...], np.dtype[np.float64]], k: int
) -> bool:
    day, first, last = (values.get(name) for name in ("peak_weekday", "peak_from_hour", "peak_to_hour"))
    if not isinstance(day, int) or not isinstance(first, int) or not isinstance(last, int):
        return False
    edges = np.unique([*range(0, 25, HOURS_PER_BLOCK), first % 24, last if last <= 24 else last % 24])
    pieces = np.add.reduceat(hours[day], edges[edges < 24])
    return not _handful(pieces, k)
