"""Did the pattern change, whatever the level? Shares of areas before and after, by sampling and by a direct test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erfc

from plateia.errors import MethodError
from plateia.measures.checks import Floats, check_dispersion, check_level, check_same_shape
from plateia.measures.intervals import false_discovery_q_values
from plateia.measures.interventions.effects import Assumption, whole_counts
from plateia.measures.interventions.survey_shares import newcombe_limits

# Sampled shares left out at each end.
TAIL = 0.025


@dataclass(frozen=True)
class SpatialPatternTest:
    """Areas whose share of the base points lies outside the sampled shares of the test points.

    Parameters
    ----------
    index : array of int, shape (n_areas,)
        1 where the base share lies above the range of the test shares (the share fell from base to test), 0 inside,
        -1 below (the share rose).
    base_share, low, high : array, shape (n_areas,)
        Share in the base, and the range of the sampled test shares.
    similarity, robust_similarity : float
        Share of areas with index 0; the robust one leaves out areas empty in both.
    n_base, n_test, n_areas : int
    n_samples : int
    share : float
        Of the test points in each sample.
    assumptions : tuple of str
    """

    index: NDArray[np.int64]
    base_share: Floats
    low: Floats
    high: Floats
    similarity: float
    robust_similarity: float
    n_base: int
    n_test: int
    n_areas: int
    n_samples: int
    share: float
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True)
class DifferenceOfShares:
    """Test share minus base share of every area, with limits and p-values; arrays of shape (n_areas,).

    ``p`` is of each area alone, ``adjusted_p`` controls the false discovery rate under any dependence. Areas empty in
    both are NaN. ``n_changed`` counts areas with an adjusted p of at most 1 - level.
    """

    base_share: Floats
    test_share: Floats
    difference: Floats
    low: Floats
    high: Floats
    p: Floats
    adjusted_p: Floats
    n_base: int
    n_test: int
    n_areas: int
    n_changed: int
    level: float
    dispersion: float
    assumptions: tuple[Assumption, ...]


def spatial_pattern_test(
    base_counts: ArrayLike,
    test_counts: ArrayLike,
    *,
    rng: np.random.Generator,
    n_samples: int = 200,
    share: float = 0.85,
) -> SpatialPatternTest:
    """Return Andresen's spatial point pattern test from counts per area.

    Parameters
    ----------
    base_counts, test_counts : array-like of int, shape (n_areas,)
        Recorded events of the earlier and the later period.
    rng : numpy.random.Generator
    n_samples : int, at least 40
    share : float, in (0, 1)
        Share of the test points in each sample.

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``, ``counts.shapes-differ``.
    MethodError
        ``point_pattern.no-incidents``: a period without events. ``point_pattern.sampling-invalid``.

    Notes
    -----
    Samples without replacement are drawn from the counts (multivariate hypergeometric): no point is needed. Of 200
    sorted shares the limits are the 6th and the 195th. With small shares the range is narrow and the test too eager:
    show it beside ``difference_of_shares``.

    References
    ----------
    Andresen (2009), Applied Geography 29, 333-345, doi:10.1016/j.apgeog.2008.12.004; Steenbeek et al., R package sppt.

    Examples
    --------
    >>> import numpy as np
    >>> found = spatial_pattern_test([2, 2, 2, 1, 0, 1], [2, 1, 2, 2, 1, 1], rng=np.random.default_rng(1))
    >>> found.index.tolist(), round(found.similarity, 4)
    ([0, 1, 0, 0, 0, 0], 0.8333)
    """
    base, test = _checked(base_counts, test_counts)
    if n_samples < 1 / TAIL or not 0 < share < 1:
        raise MethodError(
            "point_pattern.sampling-invalid",
            expected="At least 40 samples, each of a share between 0 and 1.",
            seen=f"{n_samples} samples of {share:g}.",
            remedy="leave both at their defaults, 200 and 0.85.",
        )
    n_test = int(test.sum())
    drawn = max(1, round(share * n_test))
    samples = rng.multivariate_hypergeometric(test.astype(np.int64), drawn, size=n_samples)
    ordered = np.sort(samples, axis=0) / drawn
    # Rounding must not move the position: 0.975 * 200 is 195.0 only by luck.
    first = int(np.floor(TAIL * n_samples + 1e-9))
    last = int(np.ceil((1 - TAIL) * n_samples - 1e-9)) - 1
    low, high = ordered[first], ordered[last]
    base_share = base / base.sum()
    index = np.where(base_share > high, 1, np.where(base_share < low, -1, 0))
    filled = base + test > 0
    return SpatialPatternTest(
        index=index,
        base_share=base_share,
        low=low,
        high=high,
        similarity=float((index == 0).mean()),
        robust_similarity=float((index[filled] == 0).mean()),
        n_base=int(base.sum()),
        n_test=n_test,
        n_areas=int(base.size),
        n_samples=n_samples,
        share=share,
        assumptions=("independent_points", "same_recording"),
    )


def difference_of_shares(
    base_counts: ArrayLike, test_counts: ArrayLike, *, dispersion: float = 1.0, level: float = 0.95
) -> DifferenceOfShares:
    """Return for every area whether its share of all events changed, without simulation.

    Parameters
    ----------
    base_counts, test_counts : array-like of int, shape (n_areas,)
    dispersion : float, at least 1
        Of like periods of the past; chi-square is divided by it.
    level : float, in (0, 1)

    Raises
    ------
    InputError
        ``counts.not-whole``, ``counts.invalid``, ``counts.shapes-differ``.
    MethodError
        ``point_pattern.no-incidents``, ``dispersion.below-one``.

    Notes
    -----
    Chi-square with N - 1 in place of N for each area against all others; adjusted after Benjamini and Yekutieli.
    Limits join two Wilson intervals (Newcombe's method 10) of counts divided by the dispersion.

    References
    ----------
    Campbell (2007), Statistics in Medicine 26, 3661-3675, doi:10.1002/sim.2832; Benjamini and Yekutieli (2001), Annals
    of Statistics 29, 1165-1188; Newcombe (1998), Statistics in Medicine 17, 873-890.

    Examples
    --------
    >>> found = difference_of_shares([50, 30, 20, 10, 40, 0, 25, 25], [40, 45, 15, 12, 20, 0, 30, 38])
    >>> found.p.round(4).tolist()
    [0.2317, 0.055, 0.3769, 0.6613, 0.0052, nan, 0.4684, 0.0747]
    >>> found.n_changed
    0
    """
    check_level(level)
    phi = float(check_dispersion(dispersion))
    base, test = _checked(base_counts, test_counts)
    n_base, n_test = base.sum(), test.sum()
    n, together = n_base + n_test, base + test
    with np.errstate(invalid="ignore", divide="ignore"):
        cross = base * (n_test - test) - test * (n_base - base)
        chi_square = cross**2 * (n - 1) / (n_base * n_test * together * (n - together))
    # All events in one area, in both periods: its share is 1 twice, and nothing can have changed.
    chi_square = np.where(together == n, 0.0, chi_square)
    p = np.where(together > 0, erfc(np.sqrt(chi_square / phi / 2)), np.nan)
    n_tested = int((together > 0).sum())
    adjusted = np.minimum(1.0, false_discovery_q_values(p) * float((1 / np.arange(1, n_tested + 1)).sum()))
    base_share, test_share = base / n_base, test / n_test
    low, high = newcombe_limits(
        base_share, test_share, n_before=float(n_base / phi), n_after=float(n_test / phi), level=level
    )
    empty = together == 0
    return DifferenceOfShares(
        base_share=base_share,
        test_share=test_share,
        difference=np.where(empty, np.nan, test_share - base_share),
        low=np.where(empty, np.nan, low),
        high=np.where(empty, np.nan, high),
        p=p,
        adjusted_p=adjusted,
        n_base=int(n_base),
        n_test=int(n_test),
        n_areas=int(base.size),
        n_changed=int((adjusted <= 1 - level + 1e-12).sum()),
        level=level,
        dispersion=phi,
        assumptions=("poisson_counts" if phi == 1 else "dispersion_from_past", "independent_points", "same_recording"),
    )


def _checked(base_counts: ArrayLike, test_counts: ArrayLike) -> tuple[Floats, Floats]:
    base, test = whole_counts(base_counts, name="base_counts"), whole_counts(test_counts, name="test_counts")
    base, test = np.atleast_1d(base), np.atleast_1d(test)
    check_same_shape(base_counts=base, test_counts=test)
    if not (base.sum() > 0 and test.sum() > 0):
        raise MethodError(
            "point_pattern.no-incidents",
            expected="Events in both periods.",
            seen=f"{base.sum():g} in the base and {test.sum():g} in the test, over {base.size} areas.",
            remedy="choose longer periods.",
        )
    return base, test
