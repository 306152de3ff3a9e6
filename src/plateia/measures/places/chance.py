"""How counts would spread over places if every place bore the same risk.

Incidents of one source come in clusters of their own (repeat calls, series), so the places' counts are allowed a
variance of ``dispersion`` times their mean: the Poisson-gamma law. Given the total, the counts then follow the
Dirichlet-multinomial law, and with dispersion 1 the plain multinomial.

Two ways to draw. Up to a few million place counts, every place is drawn and the total is met exactly. Beyond, only the
*histogram* (how many places have 0, 1, 2, ... incidents) is drawn from the law of one place; totals then scatter around
the wanted one, and each statistic is moved along its regression on the total to where the total is met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from plateia.errors import InputError, MethodError
from plateia.measures.checks import check_dispersion, check_level

if TYPE_CHECKING:
    from numpy.random import Generator

_MOST_DIRECT_COUNTS: Final = 2_000_000
_TAIL: Final = 1e-12


@dataclass(frozen=True, eq=False)
class ChanceHistograms:
    """Simulated numbers of places by their count of incidents.

    Attributes
    ----------
    n_with : ndarray of int64, shape (n_simulations, largest count + 1)
        ``n_with[s, c]`` places have ``c`` incidents in simulation ``s``.
    n_incidents : int
        The total wanted. Row totals equal it (``exact``) or scatter around it.
    exact : bool
        Whether every row has exactly ``n_incidents``.
    """

    n_with: NDArray[np.int64]
    n_incidents: int
    exact: bool

    @property
    def totals(self) -> NDArray[np.int64]:
        """Incidents in each simulation."""
        return self.n_with @ np.arange(self.n_with.shape[1])

    def at_total(self, statistic: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a statistic, one value per simulation, as it would be had each total been met."""
        if self.exact:
            return statistic
        excess = self.totals - float(self.n_incidents)
        centred = excess - excess.mean()
        slope = float(centred @ statistic) / float(centred @ centred) if np.any(centred) else 0.0
        return statistic - slope * excess


def chance_histograms(
    n_incidents: int, n_places: int, *, dispersion: float, n_simulations: int, rng: Generator
) -> ChanceHistograms:
    """Deal incidents out over places of equal risk, many times.

    Parameters
    ----------
    n_incidents, n_places : int
        Totals, at least 1.
    dispersion : float
        Variance of a place's count over its mean, at least 1.
    n_simulations : int
        At least 19.
    rng : numpy.random.Generator
        Source of chance.

    Raises
    ------
    InputError
        ``places.chance-arguments-invalid``: an argument outside its range.
    MethodError
        ``concentration.no-incidents``: no incidents.
        ``dispersion.below-one``.

    References
    ----------
    Mosimann (1962), Biometrika 49, doi:10.1093/biomet/49.1-2.65 (the Dirichlet-multinomial as a conditional law)
    """
    _check(n_incidents, n_places, dispersion=dispersion, n_simulations=n_simulations)
    if n_simulations * n_places <= _MOST_DIRECT_COUNTS:
        n_with = _every_place(n_incidents, n_places, dispersion=dispersion, n_simulations=n_simulations, rng=rng)
        return ChanceHistograms(n_with, n_incidents, exact=True)
    law = _count_law(n_incidents / n_places, dispersion)
    return ChanceHistograms(rng.multinomial(n_places, law, size=n_simulations), n_incidents, exact=False)


@dataclass(frozen=True)
class ChanceConcentration:
    """What incidents dealt out over places of equal risk would show.

    Attributes
    ----------
    gini_mean, gini_low, gini_high : float
        Generalised Gini: mean and band (of the given level) over the simulations.
    share50_mean, share50_low, share50_high : float
        Share of places that hold half of the incidents, the same way.
    dispersion : float
        Variance over mean of a place's count that was assumed.
    n_simulations : int
    level : float
    method : str
        ``"exact total"`` (every place drawn) or ``"histogram, adjusted to the total"``.
    """

    gini_mean: float
    gini_low: float
    gini_high: float
    share50_mean: float
    share50_low: float
    share50_high: float
    dispersion: float
    n_simulations: int
    level: float
    method: str


def concentration_expected_by_chance(
    n_incidents: int,
    n_places: int,
    *,
    rng: Generator,
    dispersion: float = 1.0,
    n_simulations: int = 999,
    level: float = 0.95,
) -> ChanceConcentration:
    """Return the concentration that chance alone would produce.

    Parameters
    ----------
    n_incidents, n_places : int
        Incidents and places, those without incidents included.
    rng : numpy.random.Generator
        Source of chance; its seed belongs to the result.
    dispersion : float, at least 1
        Variance of a place's count over its mean under equal risk; 1 is Poisson.
    n_simulations : int, at least 19
    level : float, in (0, 1)
        Share of simulations within the band.

    Returns
    -------
    ChanceConcentration
        Only what lies beyond the band speaks of places.

    Raises
    ------
    InputError
        ``places.chance-arguments-invalid``: an argument outside its range.
    MethodError
        ``concentration.no-incidents``: no incidents.
        ``dispersion.below-one``, ``interval.level-invalid``.

    Notes
    -----
    A bootstrap over places answers another question (how precise is the observed figure) and lies far from zero even
    where all places are equal.

    References
    ----------
    Bernasco and Steenbeek (2017), Journal of Quantitative Criminology 33, doi:10.1007/s10940-016-9324-7
    Chalfin, Kaplan and Cuellar (2021), Journal of Research in Crime and Delinquency 58(4),
    doi:10.1177/0022427820984213

    Examples
    --------
    A thousand incidents at a thousand equal places look half concentrated.

    >>> import numpy as np
    >>> chance = concentration_expected_by_chance(1000, 1000, rng=np.random.default_rng(1))
    >>> round(chance.gini_mean, 2)
    0.52
    """
    check_level(level)
    drawn = chance_histograms(n_incidents, n_places, dispersion=dispersion, n_simulations=n_simulations, rng=rng)
    edges = ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
    ginis = drawn.at_total(_ginis(drawn))
    shares = drawn.at_total(_half_shares(drawn))
    gini_low, gini_high = np.quantile(ginis, edges).tolist()
    share_low, share_high = np.quantile(shares, edges).tolist()
    return ChanceConcentration(
        gini_mean=float(ginis.mean()),
        gini_low=gini_low,
        gini_high=gini_high,
        share50_mean=float(shares.mean()),
        share50_low=share_low,
        share50_high=share_high,
        dispersion=dispersion,
        n_simulations=n_simulations,
        level=level,
        method="exact total" if drawn.exact else "histogram, adjusted to the total",
    )


def _ginis(drawn: ChanceHistograms) -> NDArray[np.float64]:
    """Generalised Gini of each simulation, from its histogram."""
    count = np.arange(drawn.n_with.shape[1], dtype=np.float64)
    below = np.cumsum(drawn.n_with, axis=1) - drawn.n_with
    rank_sums = drawn.n_with * (2.0 * below + drawn.n_with + 1.0) / 2.0
    n, totals = float(drawn.n_with[0].sum()), drawn.totals
    plain = 2.0 * (rank_sums @ count) / (n * totals) - (n + 1.0) / n
    return np.maximum(1.0, n / totals) * (plain - 1.0) + 1.0


def _half_shares(drawn: ChanceHistograms) -> NDArray[np.float64]:
    """Share of places that hold half of the incidents in each simulation, from its histogram."""
    n_with = drawn.n_with[:, ::-1]
    count = np.arange(n_with.shape[1])[::-1]
    held, places = np.cumsum(n_with * count, axis=1), np.cumsum(n_with, axis=1)
    wanted = -(-drawn.totals // 2)
    row = np.arange(n_with.shape[0])
    last = np.argmax(held >= wanted[:, None], axis=1)
    before = held[row, last] - n_with[row, last] * count[last]
    needed = places[row, last] - n_with[row, last] + -(-(wanted - before) // np.maximum(count[last], 1))
    return needed / n_with[0].sum()


def _every_place(
    n_incidents: int, n_places: int, *, dispersion: float, n_simulations: int, rng: Generator
) -> NDArray[np.int64]:
    if dispersion > 1.0:
        # Gamma shape of a place: mean / (dispersion - 1); conditioning on the total leaves Dirichlet shares.
        shape = n_incidents / n_places / (dispersion - 1.0)
        shares = _dirichlet_shares(shape, n_places, n_simulations=n_simulations, rng=rng)
    else:
        shares = np.full((n_simulations, n_places), 1.0 / n_places)
    counts = rng.multinomial(n_incidents, shares)
    width = int(counts.max()) + 1
    flat = counts + np.arange(n_simulations)[:, None] * width
    return np.bincount(flat.ravel(), minlength=n_simulations * width).reshape(n_simulations, width)


def _dirichlet_shares(shape: float, n_places: int, *, n_simulations: int, rng: Generator) -> NDArray[np.float64]:
    # Gammas of small shape underflow to 0; their logarithm is that of shape + 1 plus log(uniform) / shape.
    logarithm = np.log(rng.standard_gamma(shape + 1.0, size=(n_simulations, n_places)))
    logarithm += np.log1p(-rng.random((n_simulations, n_places))) / shape
    shares = np.exp(logarithm - logarithm.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


def _count_law(mean: float, dispersion: float) -> NDArray[np.float64]:
    """Probabilities of 0, 1, 2, ... incidents at one place, up to a tail of 1e-12."""
    from scipy.special import gammaln, nbdtrik, pdtrik

    if dispersion > 1.0:
        shape = mean / (dispersion - 1.0)
        largest = int(nbdtrik(1.0 - _TAIL, shape, 1.0 / dispersion)) + 2
        count = np.arange(largest + 1.0)
        logarithm = gammaln(shape + count) - gammaln(shape) - gammaln(count + 1.0)
        logarithm += count * np.log1p(-1.0 / dispersion) - shape * np.log(dispersion)
    else:
        count = np.arange(int(pdtrik(1.0 - _TAIL, mean)) + 3.0)
        logarithm = count * np.log(mean) - mean - gammaln(count + 1.0)
    law = np.exp(logarithm)
    return law / law.sum()


def _check(n_incidents: int, n_places: int, *, dispersion: float, n_simulations: int) -> None:
    if n_incidents == 0:
        raise MethodError(
            "concentration.no-incidents",
            expected="At least one incident.",
            seen="0 incidents.",
            remedy="choose a longer period or a broader category.",
        )
    check_dispersion(dispersion)
    if n_incidents < 0 or n_places < 1 or n_simulations < 19:
        raise InputError(
            "places.chance-arguments-invalid",
            expected="Incidents and places of at least 1, at least 19 simulations.",
            seen=f"{n_incidents} incidents, {n_places} places, {n_simulations} simulations.",
            remedy="count places with zero incidents too; leave the default of 999 simulations.",
        )
