"""How much happens again at the same place, and how much of that chance would bring.

Only for exact points: at anonymised anchors many addresses share one point, and every repeat would be an artefact.
The result holds shares and no places: no dwelling can be listed from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from plateia.errors import InputError, MethodError
from plateia.measures.checks import check_level
from plateia.measures.places.chance import ChanceHistograms, chance_histograms
from plateia.measures.places.concentration import checked_counts

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray


@dataclass(frozen=True)
class RepeatPlaces:
    """Repeats at places, beside what chance would bring.

    Attributes
    ----------
    n_incidents, n_places_hit, n_places_with_repeats : int
        Incidents; places with at least one; places with at least two.
    n_places : int or None
        All places where an incident could have been; None where nobody knows.
    share_of_places_with_repeats : float
        Places with at least two incidents among the places *hit* (never among all places).
    share_of_incidents_at_repeats : float
        Incidents at places with at least two, among all incidents.
    expected_places_mean, expected_places_low, expected_places_high : float
        The first share under chance: mean and band. NaN where ``n_places`` is None.
    expected_incidents_mean, expected_incidents_low, expected_incidents_high : float
        The second share under chance: mean and band. NaN where ``n_places`` is None.
    dispersion, level : float
        What was assumed of a place's count (variance over mean), and the level of the band.
    """

    n_incidents: int
    n_places_hit: int
    n_places_with_repeats: int
    n_places: int | None
    share_of_places_with_repeats: float
    share_of_incidents_at_repeats: float
    expected_places_mean: float
    expected_places_low: float
    expected_places_high: float
    expected_incidents_mean: float
    expected_incidents_low: float
    expected_incidents_high: float
    dispersion: float
    level: float


def repeat_places(
    counts_per_location: ArrayLike,
    *,
    rng: Generator,
    n_places: int | None = None,
    dispersion: float = 1.0,
    n_simulations: int = 999,
    level: float = 0.95,
) -> RepeatPlaces:
    """Return how much of the incidents happens at places hit more than once.

    Parameters
    ----------
    counts_per_location : array-like of int, shape (n_locations,)
        Incidents at each exact location in the period; zeros are ignored.
    rng : numpy.random.Generator
        Source of chance; its seed belongs to the result.
    n_places : int, optional
        All places at risk, those never hit included (dwellings, shops, stations of the city). Incident records do not
        know the places without incidents; without this number nothing is said about chance.
    dispersion : float, at least 1
        Variance over mean of a place's count under equal risk; 1 is Poisson.
    n_simulations : int, at least 19
    level : float, in (0, 1)

    Returns
    -------
    RepeatPlaces

    Raises
    ------
    InputError
        ``places.counts-invalid``: a count is missing, negative or not whole.
        ``places.fewer-than-hit``: ``n_places`` is below the number of places hit.
        ``places.chance-arguments-invalid``: an argument outside its range.
    MethodError
        ``concentration.no-incidents``: all counts are zero.
        ``dispersion.below-one``, ``interval.level-invalid``.

    Notes
    -----
    A short period hides repeats: those before and after it are not seen. Unequal risk (large buildings, busy squares)
    brings repeats without any incident leading to the next.

    References
    ----------
    Farrell and Pease (1993), Once Bitten, Twice Bitten, Home Office Crime Prevention Unit Paper 46

    Examples
    --------
    Nine burglaries at six of 500 dwellings: one was hit three times, one twice.

    >>> import numpy as np
    >>> result = repeat_places([3, 2, 1, 1, 1, 1], rng=np.random.default_rng(1), n_places=500)
    >>> round(result.share_of_places_with_repeats, 3), round(result.share_of_incidents_at_repeats, 3)
    (0.333, 0.556)
    >>> result.expected_incidents_high < 0.25
    True
    """
    count = checked_counts(counts_per_location)
    hit, repeated = count[count > 0], count[count > 1]
    if hit.size == 0:
        raise MethodError(
            "concentration.no-incidents",
            expected="At least one incident.",
            seen=f"{count.size} locations, all with 0 incidents.",
            remedy="choose a longer period or a broader category.",
        )
    check_level(level)
    n_incidents = int(hit.sum())
    places = incidents = (float("nan"),) * 3
    if n_places is not None:
        _check_places(n_places, n_hit=hit.size)
        drawn = chance_histograms(n_incidents, n_places, dispersion=dispersion, n_simulations=n_simulations, rng=rng)
        places, incidents = _expected(drawn, level=level)
    return RepeatPlaces(
        n_incidents,
        hit.size,
        repeated.size,
        n_places,
        repeated.size / hit.size,
        int(repeated.sum()) / n_incidents,
        *places,
        *incidents,
        dispersion,
        level,
    )


def _expected(
    drawn: ChanceHistograms, *, level: float
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Mean and band of the share of hit places with repeats, and of the share of incidents at them."""
    n_once = drawn.n_with[:, 1] if drawn.n_with.shape[1] > 1 else np.zeros(drawn.n_with.shape[0])
    n_hit = drawn.n_with[:, 1:].sum(axis=1)
    return _band(drawn.at_total(1.0 - n_once / n_hit), level), _band(drawn.at_total(1.0 - n_once / drawn.totals), level)


def _band(values: NDArray[np.float64], level: float) -> tuple[float, float, float]:
    low, high = np.quantile(values, ((1.0 - level) / 2.0, (1.0 + level) / 2.0)).tolist()
    # Moving a share along its regression may carry it a hair past its bounds.
    return float(values.mean()), max(low, 0.0), min(high, 1.0)


def _check_places(n_places: int, *, n_hit: int) -> None:
    if n_places < n_hit:
        raise InputError(
            "places.fewer-than-hit",
            expected="All places at risk, those without incidents included.",
            seen=f"{n_places} places, of which {n_hit} were hit.",
            remedy="count the places of the study area, or leave n_places out.",
        )
