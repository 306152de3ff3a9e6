"""The intake account of the protected version: the sources' own categories, and sums that would give a total away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from plateia.findings.edition import Provenance, SourceAccount
from plateia.findings.protected_tables import Rule
from plateia.findings.thresholds import interval_width

_ACCOUNTED = ("read", "kept", "with_area", "without_area")


def protected_account(
    sources: Sequence[SourceAccount], provenance: Provenance, *, rule: Rule
) -> tuple[tuple[SourceAccount, ...], Provenance, int]:
    """Return sources and provenance without what gives a hidden count away, and how many counts that hid.

    A count of 1 to k - 1 in one of the sources' own categories is hidden, with others of the same shared category to
    cover it. Where the city's count of a category is hidden, so are the parts of it; where a source's sums would give
    a hidden count away, so are ``with_area`` and ``without_area``, and if need be ``read``, ``kept``, ``dropped`` and
    the rows of the input files.

    Notes
    -----
    Hidden counts of the account are None.
    """
    hidden = _hidden_entries(sources, rule)
    n_hidden, result, sums_hidden = 0, [], False
    for number, source in enumerate(sources):
        mine = {name for at, name in hidden if at == number}
        entries: dict[str, Any] = {
            name: (shared, None if name in mine else n) for name, (shared, n) in source.source_categories.items()
        }
        n_hidden += len(mine)
        changes: dict[str, Any] = {"source_categories": entries}
        if outside_is_hidden(rule, several=len(sources) > 1):
            changes |= {"with_area": None, "without_area": None, "without_coordinates": None}
            n_hidden += 2
        if _sums_tell(source, mine, len(sources) > 1, rule):
            n_hidden += len(set(_ACCOUNTED) - set(changes))
            changes |= {**dict.fromkeys(_ACCOUNTED), "dropped": {}}
            sums_hidden = True
        result.append(replace(source, **changes))
    if sums_hidden:
        nothing: Any = None
        provenance = replace(provenance, inputs=tuple(replace(file, rows=nothing) for file in provenance.inputs))
    return tuple(result), provenance, n_hidden


def _hidden_entries(sources: Sequence[SourceAccount], rule: Rule) -> set[tuple[int, str]]:
    by_category: dict[str, list[tuple[int, str, int]]] = {}
    for number, source in enumerate(sources):
        for name, (shared, n) in source.source_categories.items():
            by_category.setdefault(shared, []).append((number, name, n))
    hidden: set[tuple[int, str]] = set()
    for shared, entries in by_category.items():
        kept = np.array([entry[2] for entry in entries], dtype=np.int64)
        mask = _hidden_parts(kept, shared, rule)
        if mask.any() and len({number for number, _, _ in entries}) > 1:
            # Each source's own sum is a second margin: with several sources the whole category goes.
            mask[:] = True
        hidden |= {(number, name) for (number, name, _), hide in zip(entries, mask, strict=True) if hide}
    return hidden


def _hidden_parts(n: np.ndarray[Any, np.dtype[np.int64]], shared: str, rule: Rule) -> np.ndarray[Any, Any]:
    if shared in rule.counts.categories and rule.hidden.total(rule.counts, shared):
        return np.ones(n.size, dtype=bool)
    k = rule.thresholds.get(shared, rule.minimum_count)
    mask = (n >= 1) & (n < k)
    for entry in np.lexsort((np.arange(n.size), n)):
        if not mask.any() or (mask.sum() >= 2 and n[mask].sum() >= interval_width(k)):
            break
        mask[entry] |= n[entry] > 0
    return mask


def _sums_tell(source: SourceAccount, hidden: set[str], several: bool, rule: Rule) -> bool:
    """Say whether what a source kept, less what is shown, comes too near a hidden count of the city.

    One source holds what ``all`` holds and the categories outside of it: beside the city's ``all``, its sum gives
    the sum of the latter. Of several sources each sum is one more equation, and none is printed beside a hidden count.
    """
    categories = {source.source_categories[name][0] for name in hidden}
    listed = dict(zip(rule.counts.categories, rule.counts.in_all, strict=True))
    totals = {name for name in categories if name not in listed or rule.hidden.total(rule.counts, name)}
    if rule.hidden.total_all or (several and totals):
        return True
    outside = {name for name in totals if not listed.get(name, False)}
    n = [sum(n for shared, n in source.source_categories.values() if shared == name) for name in outside]
    width = max((interval_width(rule.thresholds.get(name, rule.minimum_count)) for name in outside), default=0)
    return bool(outside) and (len(outside) < 2 or sum(n) < width)


def outside_is_hidden(rule: Rule, *, several: bool) -> bool:
    """Say whether the sum of all incidents without an area would give a hidden count of them away."""
    hidden = rule.hidden.by_area[-1]
    alone = hidden & ~rule.counts.in_all
    return bool(rule.hidden.all_by_area[-1] or alone.any() or (several and hidden.any()))
