"""Poisson regression of a panel on unit, period and treatment, fast: what a unit's total says is conditioned out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plateia.measures.checks import Floats

_LARGEST_LOG_RATIO = 15.0


@dataclass(frozen=True)
class TwoWayFit:
    """The fit of log mu = log exposure + unit + period + beta * treatment.

    ``beta`` with its model and cluster-robust standard errors; ``fitted`` has the shape of the panel;
    ``period_levels`` are the period effects, 0 where a period has no event; ``pearson`` is the sum of squared
    standardised residuals over the ``degrees_of_freedom``.
    """

    beta: float
    model_standard_error: float
    cluster_standard_error: float
    fitted: Floats
    period_levels: Floats
    pearson: float
    degrees_of_freedom: int


def fit_two_way(counts: Floats, *, exposure: Floats, treatment: Floats) -> TwoWayFit:
    """Fit by maximum likelihood.

    Parameters
    ----------
    counts, exposure, treatment : ndarray, shape (n_units, n_periods)
        Cells with exposure 0 are no observations. ``treatment`` holds 0 and 1.

    Notes
    -----
    Given the events of a unit, its counts are multinomial with shares proportional to exposure * exp(period + beta *
    treatment); Newton steps on periods and beta alone give the same estimates and errors as the regression with a
    column for each unit. The cluster-robust variance is scaled by G / (G - 1) and (N - 1) / (N - k) for G units, N
    cells and k parameters, as other programs do.
    """
    held = exposure > 0
    units, periods = (counts * held).sum(axis=1) > 0, (counts * held).sum(axis=0) > 0
    inner = np.ix_(units, periods)
    y, e, d = (counts * held)[inner], exposure[inner], treatment[inner]
    totals = y.sum(axis=1)
    # Started where no treatment mattered; the first period is the reference.
    logs = np.concatenate([np.log(y.sum(axis=0) / (e * (totals / e.sum(axis=1))[:, None]).sum(axis=0)), [0.0]])
    shares, likelihood = _shares(logs, y, e, d)
    for _ in range(100):
        score, information, _ = _newton(shares, y, d, totals)
        step = np.zeros_like(logs)
        step[1:] = np.linalg.lstsq(information, score, rcond=None)[0]
        for _ in range(30):
            tried = logs + step
            tried[-1] = np.clip(tried[-1], -_LARGEST_LOG_RATIO, _LARGEST_LOG_RATIO)
            shares_tried, likelihood_tried = _shares(tried, y, e, d)
            if likelihood_tried >= likelihood - 1e-12 * abs(likelihood):
                break
            step = step / 2
        moved = np.abs(tried - logs).max()
        logs, shares, likelihood = tried, shares_tried, likelihood_tried
        if moved < 1e-10:
            break
    return _summary(logs, shares, y=y, d=d, totals=totals, inner=inner, shape=counts.shape, n_cells=int((e > 0).sum()))


def _shares(logs: Floats, y: Floats, e: Floats, d: Floats) -> tuple[Floats, float]:
    weights = e * np.exp(logs[:-1][None, :] + logs[-1] * d)
    shares = weights / weights.sum(axis=1, keepdims=True)
    return shares, float((y * np.log(np.where(y > 0, shares, 1.0))).sum())


def _newton(shares: Floats, y: Floats, d: Floats, totals: Floats) -> tuple[Floats, Floats, Floats]:
    """Return score, information and the score of each unit, for periods from the second on and the treatment."""
    fitted = totals[:, None] * shares
    surplus = y - fitted
    treated_share = (d * shares).sum(axis=1)
    by_unit = np.column_stack([surplus, (d * surplus).sum(axis=1)])[:, 1:]
    cross = (fitted * (d - treated_share[:, None])).sum(axis=0)
    information = np.zeros((shares.shape[1] + 1,) * 2)
    information[:-1, :-1] = np.diag(fitted.sum(axis=0)) - fitted.T @ shares
    information[:-1, -1] = information[-1, :-1] = cross
    information[-1, -1] = (totals * ((d**2 * shares).sum(axis=1) - treated_share**2)).sum()
    return by_unit.sum(axis=0), information[1:, 1:], by_unit


def _summary(
    logs: Floats,
    shares: Floats,
    *,
    y: Floats,
    d: Floats,
    totals: Floats,
    inner: tuple[np.ndarray, ...],
    shape: tuple[int, ...],
    n_cells: int,
) -> TwoWayFit:
    _, information, by_unit = _newton(shares, y, d, totals)
    inverse = np.linalg.pinv(information)
    n_units = len(totals)
    freedom = n_cells - n_units - y.shape[1]
    scale = n_units / max(n_units - 1, 1) * (n_cells - 1) / max(freedom, 1)
    robust = inverse @ (by_unit.T @ by_unit) @ inverse * scale
    expected = totals[:, None] * shares
    fitted, levels = np.zeros(shape), np.zeros(shape[1])
    fitted[inner] = expected
    levels[inner[1].ravel()] = np.exp(logs[:-1] - logs[0])
    positive = expected > 0
    return TwoWayFit(
        beta=float(logs[-1]),
        model_standard_error=float(np.sqrt(max(inverse[-1, -1], 0.0))),
        cluster_standard_error=float(np.sqrt(max(robust[-1, -1], 0.0))),
        fitted=fitted,
        period_levels=levels,
        pearson=float(((y - expected)[positive] ** 2 / expected[positive]).sum()),
        degrees_of_freedom=freedom,
    )
