"""What the panel designs share: units in rows, periods in columns, some units treated from one period on.

A *panel* holds one number for every unit (an area, a square, a street) and period (a month, a quarter). The periods up
to the start of the measure are *before*, those from it on are *after*.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError, MethodError
from plateia.measures.checks import Floats

Mask = NDArray[np.bool_]
Basis = Literal[
    "permutation", "between_units", "stated_dispersion", "autocorrelation", "conformal", "placebo", "jackknife"
]
# Placebo groups drawn at most, where several units are treated.
REPLICATIONS = 200
NoInterval = Literal["too_few_assignments", "too_few_units", "too_few_donors", "perfect_fit", "unbounded"]


@dataclass(frozen=True)
class EffectInterval:
    """Limits of an effect, and what they rest on.

    Parameters
    ----------
    low, high : float
        On the scale of the effect they belong to: a ratio, or a difference.
    level : float, in (0, 1)
    basis : str
        ``permutation`` (inverted permutation test), ``between_units`` (how unlike the units moved, t distribution),
        ``stated_dispersion`` (the dispersion handed in), ``autocorrelation`` (a series' own residuals),
        ``conformal`` (inverted test by shifted residuals), ``placebo`` or ``jackknife``.
    """

    low: float
    high: float
    level: float
    basis: Basis


def check_panel(panel: ArrayLike, *, name: str) -> Floats:
    """Return a panel as floats of shape (n_units, n_periods).

    Raises
    ------
    InputError
        ``panel.shape``: not a table of at least two units and two periods. ``panel.infinite``: a cell is infinite.
    """
    cells = np.asarray(panel, dtype=np.float64)
    if cells.ndim != 2 or min(cells.shape) < 2:
        raise InputError(
            "panel.shape",
            expected=f"A table '{name}' with one row for each unit and one column for each period, two at least.",
            seen=f"shape {cells.shape}.",
            remedy="pivot the counts: units in rows, periods in columns.",
        )
    if np.isinf(cells).any():
        raise InputError(
            "panel.infinite",
            expected=f"Finite numbers in '{name}'.",
            seen=f"{int(np.isinf(cells).sum())} infinite.",
            remedy="leave out units without a denominator.",
        )
    return cells


def check_complete(cells: Floats, *, name: str) -> None:
    """Refuse a panel with gaps (``panel.gaps``)."""
    if np.isnan(cells).any():
        raise InputError(
            "panel.gaps",
            expected=f"A number for every unit and period in '{name}'.",
            seen=f"{int(np.isnan(cells).sum())} of {cells.size} missing.",
            remedy="leave out the units, or the periods, that are not covered throughout.",
        )


def check_units(units: ArrayLike, *, n_units: int, name: str) -> Mask:
    """Return the rows named by a mask or by positions.

    Raises
    ------
    InputError
        ``panel.units-invalid``: no row, every row, a row that does not exist, or a mask of another length.

    Examples
    --------
    >>> check_units([0, 2], n_units=4, name="treated").tolist()
    [True, False, True, False]
    """
    named = np.atleast_1d(np.asarray(units))
    mask = np.zeros(n_units, dtype=np.bool_)
    fits = named.ndim == 1
    if fits and named.dtype == np.bool_:
        fits = named.size == n_units
        mask = named if fits else mask
    elif fits and np.issubdtype(named.dtype, np.integer):
        fits = bool(((named >= 0) & (named < n_units)).all())
        mask[named if fits else []] = True
    else:
        fits = False
    if not fits or not mask.any() or mask.all():
        raise InputError(
            "panel.units-invalid",
            expected=f"Some, not all, of the {n_units} units in '{name}': True or False for each, or their positions.",
            seen=f"{int(mask.sum())} units named by {named.size} entries of type {named.dtype}.",
            remedy="name the rows of the panel.",
        )
    return mask


def check_start(first_period_after: int | ArrayLike, *, treated: Mask, n_periods: int) -> int:
    """Return the column in which the measure began, the same for all treated units.

    Raises
    ------
    MethodError
        ``panel.staggered-start``: treated units began at different times. ``panel.start-outside``: no period before
        or none after.
    """
    starts = np.asarray(first_period_after)
    if starts.ndim:
        starts = np.unique(starts[treated])
        if starts.size > 1:
            raise MethodError(
                "panel.staggered-start",
                expected="One start for all treated units: with staggered starts, units treated early would serve as "
                "comparison for later ones, and even the sign of the effect can be wrong.",
                seen=f"{starts.size} different starts.",
                remedy="evaluate each group with one start by itself, against units that were never treated.",
            )
    start = int(starts.item())
    if not 0 < start < n_periods:
        raise MethodError(
            "panel.start-outside",
            expected=f"A first period after the start between 1 and {n_periods - 1}: some periods before, some after.",
            seen=f"{start}.",
            remedy="give the column of the first period with the measure, counted from 0.",
        )
    return start


def placebo_groups(
    n: int, *, n_treated: int, replications: int, rng: np.random.Generator | None
) -> list[NDArray[np.intp]]:
    """Return groups of donors, as many as were treated: each donor, all groups there are, or so many draws.

    Without a generator each donor is a group of its own.

    Examples
    --------
    >>> len(placebo_groups(5, n_treated=2, replications=200, rng=np.random.default_rng(1)))
    10
    """
    if rng is None or n_treated == 1:
        return [np.array([donor], dtype=np.intp) for donor in range(n)]
    if comb(n, n_treated) <= replications:
        return [np.array(group, dtype=np.intp) for group in combinations(range(n), n_treated)]
    return [rng.choice(n, size=n_treated, replace=False) for _ in range(replications)]


def placebo_smallest_p(n: int, *, n_treated: int, replications: int = REPLICATIONS) -> float:
    """Return the smallest p a rank among the placebo groups of ``n`` donors can give.

    Examples
    --------
    >>> placebo_smallest_p(19, n_treated=1), round(placebo_smallest_p(10, n_treated=2), 4)
    (0.05, 0.0217)
    """
    n_groups = n if n_treated == 1 else min(comb(n, n_treated), replications)
    return 1 / (n_groups + 1)
