"""What a measure costs and what its averted events are worth, year by year, with the uncertainty of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from plateia.errors import InputError, MethodError
from plateia.measures.checks import Floats, check_level
from plateia.measures.interventions.cost_simulation import Simulated, Uncertain, simulate_balance
from plateia.measures.interventions.effects import Assumption, Averted

CostKind = Literal["one_off", "running", "in_kind"]
_SMALLEST_RATE, _LARGEST_RATE = -0.99, 10.0


@dataclass(frozen=True)
class CostStream:
    """Money of one kind and bearer, one amount per year from year 0 on.

    ``low_factor`` and ``high_factor`` bound what it may come to, as multiples of the amounts.
    """

    amounts: tuple[float, ...]
    kind: CostKind
    bearer: str
    low_factor: float = 1.0
    high_factor: float = 1.0


@dataclass(frozen=True)
class BenefitStream:
    """Averted events of one offence per year, and what one of them costs.

    Parameters
    ----------
    offence : str
    averted_per_year : Averted
        With the limits at the level of the analysis.
    unit_cost : float
        In the currency and the prices of the costs.
    first_year, n_years : int
        Year 1 is the one after year 0.
    unit_cost_low, unit_cost_high : float, optional
    multiplier : float
        Events that happen for one that is recorded.
    bearer : str
        Who is spared.
    """

    offence: str
    averted_per_year: Averted
    unit_cost: float
    first_year: int
    n_years: int
    unit_cost_low: float | None = None
    unit_cost_high: float | None = None
    multiplier: float = 1.0
    bearer: str = "victims"


@dataclass(frozen=True)
class Scenario:
    """Figures at one end of the effects' intervals, costs and unit costs as planned."""

    benefits: float
    net_present_value: float
    ratio: float


@dataclass(frozen=True)
class CostBenefit:
    """Present values in the currency given.

    Parameters
    ----------
    costs, benefits, net_present_value : float
    ratio : float
        Benefits over costs.
    break_even_share : float or None
        Share of the estimated effect at which benefits equal costs; None where there is no benefit.
    internal_rate : float or None
        Discount rate at which nothing is gained; None unless the yearly balance changes its sign exactly once, and
        where the rate lies outside of -99 % to 1,000 %.
    low, high : Scenario
        At the limits of the effects.
    established : bool
        False where the limits of the effect include zero: benefits are then not established, whatever the ratio.
    simulated : Simulated or None
        None without ``rng``.
    costs_by_bearer, costs_by_kind, benefits_by_bearer : mapping of str to float
    discount_rate : float
    n_years : int
        Years from year 0 to the last amount.
    n : int
        Streams of costs and benefits.
    assumptions : tuple of str
    """

    costs: float
    benefits: float
    net_present_value: float
    ratio: float
    break_even_share: float | None
    internal_rate: float | None
    low: Scenario
    high: Scenario
    established: bool
    simulated: Simulated | None
    costs_by_bearer: Mapping[str, float]
    costs_by_kind: Mapping[str, float]
    benefits_by_bearer: Mapping[str, float]
    discount_rate: float
    n_years: int
    n: int
    assumptions: tuple[Assumption, ...]


def cost_benefit(
    costs: Sequence[CostStream],
    benefits: Sequence[BenefitStream],
    *,
    discount_rate: float = 0.03,
    rng: np.random.Generator | None = None,
    n_samples: int = 10_000,
    level: float = 0.95,
) -> CostBenefit:
    """Return what a measure costs and what its averted events are worth.

    Parameters
    ----------
    costs : sequence of CostStream
    benefits : sequence of BenefitStream
    discount_rate : float, above -1 and below 10
        Real, per year: 0.03 is 3 %.
    rng : numpy.random.Generator, optional
        Without it nothing is simulated.
    n_samples : int, at least 100
    level : float, in (0, 1)
        Of the effects' intervals and of the simulated limits.

    Raises
    ------
    InputError
        ``cost_benefit.stream-invalid``: an amount below zero, a range that leaves out its centre, an unknown number.
    MethodError
        ``cost_benefit.no-costs``, ``cost_benefit.rate-invalid``, ``cost_benefit.samples-too-few``.

    Notes
    -----
    PV = sum of x_t / (1 + r)^t; NPV = PV benefits - PV costs; ratio = PV benefits / PV costs; break-even share = PV
    costs / PV benefits. Draws: the effect is a normal variable with its own spread to either side, so that its limits
    are the quantiles of the level; one draw moves the effects of all offences together, which is the wider assumption.
    Costs and unit costs are triangular over their ranges, independent of each other.

    Examples
    --------
    >>> def averted(number):
    ...     return Averted(estimate=number, low=0.5 * number, high=1.5 * number)
    >>> found = cost_benefit(
    ...     [CostStream((180_000,), "one_off", "city"), CostStream((0,) + (20_000,) * 5, "running", "city")],
    ...     [
    ...         BenefitStream("robbery", averted(6), 11_320, first_year=1, n_years=5),
    ...         BenefitStream("violence_with_injury", averted(4), 14_050, first_year=1, n_years=5),
    ...         BenefitStream("theft_from_person", averted(25), 1_380, first_year=1, n_years=5),
    ...     ],
    ... )
    >>> round(found.costs), round(found.benefits), round(found.net_present_value), round(found.ratio, 3)
    (271594, 726433, 454839, 2.675)
    >>> round(found.break_even_share, 3), round(found.low.ratio, 3), found.established
    (0.374, 1.337, True)
    """
    check_level(level)
    _check(costs, benefits, discount_rate)
    cost_values = np.array([_present(stream.amounts, 0, discount_rate) for stream in costs])
    per_event = np.array([_value_per_event(stream, discount_rate) for stream in benefits])
    effects = [stream.averted_per_year for stream in benefits]
    whole = float(cost_values.sum())

    def scenario(numbers: Sequence[float]) -> Scenario:
        worth = float((per_event * np.array(numbers)).sum())
        return Scenario(benefits=worth, net_present_value=worth - whole, ratio=worth / whole)

    central = scenario([effect.estimate for effect in effects])
    low = scenario([effect.low for effect in effects])
    return CostBenefit(
        costs=whole,
        benefits=central.benefits,
        net_present_value=central.net_present_value,
        ratio=central.ratio,
        break_even_share=whole / central.benefits if central.benefits > 0 else None,
        internal_rate=_internal_rate(_yearly_balance(costs, benefits)),
        low=low,
        high=scenario([effect.high for effect in effects]),
        established=low.benefits > 0,
        simulated=None if rng is None else simulate_balance(
            [Uncertain(value, stream.low_factor, stream.high_factor)
             for stream, value in zip(costs, cost_values.tolist(), strict=True)],
            [(one.averted_per_year, _unit_cost_range(one, value))
             for one, value in zip(benefits, per_event.tolist(), strict=True)],
            rng=rng, n_samples=n_samples, level=level,
        ),
        costs_by_bearer=_added_up([stream.bearer for stream in costs], cost_values),
        costs_by_kind=_added_up([stream.kind for stream in costs], cost_values),
        benefits_by_bearer=_added_up(
            [stream.bearer for stream in benefits], per_event * np.array([effect.estimate for effect in effects])
        ),
        discount_rate=discount_rate,
        n_years=_yearly_balance(costs, benefits).size,
        n=len(costs) + len(benefits),
        assumptions=("effect_constant_over_years", "benefits_to_victims_not_cash"),
    )  # fmt: skip


def _present(amounts: Sequence[float] | Floats, first_year: int, rate: float) -> float:
    years = first_year + np.arange(len(amounts))
    return float((np.asarray(amounts, dtype=np.float64) / (1 + rate) ** years).sum())


def _value_per_event(stream: BenefitStream, rate: float) -> float:
    """Return the present value of one event less in every year of the stream."""
    return _present(np.full(stream.n_years, stream.unit_cost * stream.multiplier), stream.first_year, rate)


def _unit_cost_range(stream: BenefitStream, value: float) -> Uncertain:
    low = 1.0 if stream.unit_cost_low is None else stream.unit_cost_low / stream.unit_cost
    high = 1.0 if stream.unit_cost_high is None else stream.unit_cost_high / stream.unit_cost
    return Uncertain(value, low, high)


def _yearly_balance(costs: Sequence[CostStream], benefits: Sequence[BenefitStream]) -> Floats:
    last = max([len(stream.amounts) for stream in costs] + [one.first_year + one.n_years for one in benefits])
    balance = np.zeros(last)
    for stream in costs:
        balance[: len(stream.amounts)] -= stream.amounts
    for one in benefits:
        worth = one.averted_per_year.estimate * one.unit_cost * one.multiplier
        balance[one.first_year : one.first_year + one.n_years] += worth
    return balance


def _internal_rate(balance: Floats) -> float | None:
    signs = np.sign(balance[balance != 0])
    if (np.diff(signs) != 0).sum() != 1:
        return None
    low, high = _SMALLEST_RATE, _LARGEST_RATE
    falling = signs[0] < 0
    if (_present(balance, 0, high) > 0) == falling or (_present(balance, 0, low) > 0) != falling:
        return None
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (middle, high) if (_present(balance, 0, middle) > 0) == falling else (low, middle)
    return high


def _added_up(names: Sequence[str], amounts: Floats) -> dict[str, float]:
    sums: dict[str, float] = {}
    for name, amount in zip(names, amounts.tolist(), strict=True):
        sums[name] = sums.get(name, 0.0) + amount
    return sums


def _check(costs: Sequence[CostStream], benefits: Sequence[BenefitStream], rate: float) -> None:
    whole = [amount for stream in costs for amount in stream.amounts]
    ranges = [(stream.low_factor, 1.0, stream.high_factor) for stream in costs]
    known = [*whole]
    for one in benefits:
        effect, unit = one.averted_per_year, one.unit_cost
        ranges += [
            (effect.low, effect.estimate, effect.high),
            (unit if one.unit_cost_low is None else one.unit_cost_low, unit,
             unit if one.unit_cost_high is None else one.unit_cost_high),
        ]  # fmt: skip
        known += [unit, one.multiplier, one.first_year, one.n_years]
    finite = np.isfinite([*known, *(end for parts in ranges for end in parts)]).all()
    ordered = all(low <= centre <= high for low, centre, high in ranges)
    whole_years = all(number % 1 == 0 for one in benefits for number in (one.first_year, one.n_years))
    years = whole_years and all(one.first_year >= 0 and one.n_years >= 1 and one.unit_cost > 0 for one in benefits)
    if not (finite and ordered and years and min(known, default=0.0) >= 0):
        raise InputError(
            "cost_benefit.stream-invalid",
            expected="Amounts of zero or more, unit costs above zero, at least one year, and known ranges that hold "
            "their centre.",
            seen=f"another value among {len(costs)} streams of costs and {len(benefits)} of benefits.",
            remedy="an effect without both limits cannot be carried into money.",
        )
    if not sum(whole) > 0:
        raise MethodError(
            "cost_benefit.no-costs",
            expected="A cost above zero.",
            seen="none.",
            remedy="name what the measure costs, staff time and gifts in kind included.",
        )
    if not -1 < rate < _LARGEST_RATE:
        raise MethodError(
            "cost_benefit.rate-invalid",
            expected="A real discount rate per year as a share, such as 0.03.",
            seen=f"{rate:g}.",
            remedy="give 3 % as 0.03.",
        )
