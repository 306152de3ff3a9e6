"""The numbers of disclosure control, each with its reason; none can be set lower."""

from __future__ import annotations

from plateia.errors import DisclosureError

SMALLEST_MINIMUM = 5
"""k of the disclosure rule: counts from 1 to k - 1 are hidden (G-10)."""

SENSITIVE_MINIMUM = 10
"""k for sexual, domestic, hate and juvenile offences (G-10)."""

SURVEY_MINIMUM = 10
"""Results of surveys are shown from this many answers on (G-10)."""

SENSITIVE_MONTHS = 3
"""Sensitive offences are shown by quarter, never by month (G-13)."""

SMALLEST_CELL_M = 500.0
"""Without address data a square is shown only from this size (G-13)."""

MANY_HIDDEN = 100
"""From this many hidden counts on, a moment of all counts (a smoothing weight, a Gini coefficient) cannot be solved
for them: at ten, one number with fifteen digits leaves a single solution among 5**10."""

ORDER_EVENTS = 20
"""An area with fewer takes no part in an order; fewer per area on average, and there is none (G-12)."""

TIMING_EVENTS = 200
"""Weekdays by quarters of the day are shown from this many incidents on."""

PLACES_EVENTS, PLACES_UNITS = 100, 50
"""Concentration over cells or places, whose counts are not published, is shown from this size on."""


def interval_width(threshold: int) -> int:
    """Return how wide the interval of a hidden count has to be: nobody may come within k of it (G-11)."""
    return 2 * threshold


def sensitive_minimum(minimum_count: int) -> int:
    """Return the smallest count shown of a sensitive category: 10, however low that of the others is set (G-10)."""
    return max(SENSITIVE_MINIMUM, minimum_count)


def check_minimum_count(minimum_count: int) -> None:
    """Refuse a smallest count below k = 5 (G-10).

    Raises
    ------
    DisclosureError
        ``publication.minimum-count``.
    """
    if minimum_count < SMALLEST_MINIMUM:
        raise DisclosureError(
            "publication.minimum-count",
            expected=f"A smallest count to be shown of at least {SMALLEST_MINIMUM}.",
            seen=f"{minimum_count}.",
            remedy=f"set governance.minimum_count to {SMALLEST_MINIMUM} or more.",
        )
