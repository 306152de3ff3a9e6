"""The panel of a synthetic control: the mean treated unit, its donors, and where the measure began."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError, MethodError
from plateia.measures.checks import Floats
from plateia.measures.interventions.panels import Mask, check_complete, check_panel, check_start, check_units

MINIMUM_BEFORE = 8
MINIMUM_DONORS = 2
# An interval narrower than this share of what the units move, or of the rounding of their level, measures no chance.
NO_WIDTH = 1e-4
ROUNDING = 1e-6


@dataclass(frozen=True)
class ControlPanel:
    """The mean treated unit, the donors, and where the measure began."""

    treated: Floats
    donors: Floats
    donor_rows: NDArray[np.int64]
    start: int
    n_treated: int


def control_panel(
    outcomes: ArrayLike, *, treated: int | ArrayLike, first_period_after: int, donors: ArrayLike | None
) -> ControlPanel:
    """Return the checked panel (errors of ``synthetic_control``)."""
    cells = check_panel(outcomes, name="outcomes")
    mask = check_units(treated, n_units=len(cells), name="treated")
    pool = ~mask if donors is None else check_units(donors, n_units=len(cells), name="donors")
    if (pool & mask).any():
        raise InputError(
            "synthetic_control.treated-donor",
            expected="Donors that were not treated.",
            seen=f"{int((pool & mask).sum())} units in both lists.",
            remedy="leave treated units out of the donors.",
        )
    check_complete(cells[pool | mask], name="outcomes")
    start = check_start(first_period_after, treated=mask, n_periods=cells.shape[1])
    _check_size(start, pool)
    return ControlPanel(
        treated=cells[mask].mean(axis=0),
        donors=np.ascontiguousarray(cells[pool]),
        donor_rows=np.flatnonzero(pool).astype(np.int64),
        start=start,
        n_treated=int(mask.sum()),
    )


def _check_size(start: int, pool: Mask) -> None:
    if start < MINIMUM_BEFORE:
        raise MethodError(
            "synthetic_control.too-few-periods",
            expected=f"At least {MINIMUM_BEFORE} periods before the start: with fewer, chance alone gives a good fit.",
            seen=f"{start}.",
            remedy="take shorter periods or an older start, or compare differences of two periods.",
        )
    if pool.sum() < MINIMUM_DONORS:
        raise MethodError(
            "synthetic_control.too-few-donors",
            expected=f"At least {MINIMUM_DONORS} donors.",
            seen=f"{int(pool.sum())}.",
            remedy="add comparable units that the measure did not touch.",
        )


def no_width(panel: ControlPanel) -> float:
    """Return what an interval or a gap must exceed to be more than rounding."""
    cells = np.vstack([panel.treated, panel.donors])
    moved = float(np.ptp(cells, axis=1).max())
    return NO_WIDTH * max(moved, ROUNDING * float(np.abs(cells).max()))


def check_varies(spread: float, panel: ControlPanel) -> None:
    """Refuse donors that all move alike, or not at all (``synthetic_control.nothing-varies``).

    They leave nothing to measure chance by: any effect would be certain.
    """
    if not spread > no_width(panel):
        raise MethodError(
            "synthetic_control.nothing-varies",
            expected="Donors that do not all move alike: what is unlike in them measures chance.",
            seen=f"{len(panel.donors)} donors without a difference in how they moved.",
            remedy="check that the table holds recorded numbers, not zeros or filled gaps; else take longer periods.",
        )
