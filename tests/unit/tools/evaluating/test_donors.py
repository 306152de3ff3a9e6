from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from plateia.errors import MethodError
from plateia.findings.evaluation import COMPARISON, TREATED
from plateia.tools.evaluating.donors import MOST_DONORS, few_donors, offers_weights, pooled_rates
from plateia.tools.evaluating.methods import methods_for
from plateia.tools.evaluating.panel import Panel
from plateia.tools.evaluating.past import usual_variation


def _panel(n_treated: int, n_donors: int, *, seed: int = 1) -> Panel:
    rng = np.random.default_rng(seed)
    n = n_treated + n_donors
    counts = rng.poisson(rng.uniform(2, 20, n)[:, None], (n, 24))
    treated = np.arange(n) < n_treated
    names = tuple(str(unit) for unit in range(n))
    before = np.arange(24) < 12
    return Panel(
        category="burglary",
        counts=counts,
        covered=np.ones(counts.shape, bool),
        months=2024 * 12 + np.arange(24),
        ids=names,
        names=names,
        groups={TREATED: treated, COMPARISON: ~treated, "displacement": np.zeros(n, bool)},
        before=before,
        after=~before,
        exposure=rng.uniform(500, 1500, n),
        complete=True,
    )


def test_treated_rows_mean_the_rate_of_all_treated_units_together() -> None:
    panel = _panel(3, 60)
    rates, treated, pool, noise = pooled_rates(panel, usual_variation(panel))
    assert noise.shape == (len(rates),)
    assert (noise > 0).all()
    assert treated.tolist() == [0, 1, 2]
    assert pool == pytest.approx(panel.exposure[:3].sum())
    assert rates[:3].mean(axis=0) * pool == pytest.approx(panel.counts[:3].sum(axis=0))


def test_nearest_donors_are_kept() -> None:
    panel = _panel(1, 400)
    level = panel.counts[:, panel.before].sum(axis=1) / panel.exposure
    kept = pooled_rates(panel, usual_variation(panel))[0][1:, :12].mean(axis=1) * 12
    assert len(kept) == MOST_DONORS
    distance = np.sort(np.abs(level[1:] - level[0]))
    assert np.abs(kept - level[0]).max() == pytest.approx(distance[MOST_DONORS - 1])


@pytest.mark.parametrize(("n_treated", "n_donors", "offered"), [(1, 19, False), (1, 20, True), (5, 99, False)])
def test_weighted_comparisons_need_twenty_units_for_each_treated_one(
    n_treated: int, n_donors: int, offered: bool
) -> None:
    panel = _panel(n_treated, n_donors)
    assert offers_weights(panel) is offered
    assert few_donors(panel) is not offered
    assert ("synthetic_did" in methods_for(panel)) is offered


def test_without_a_denominator_of_the_treated_units_there_are_no_rates() -> None:
    panel = _panel(1, 40)
    lacking = replace(panel, exposure=np.where(panel.groups[TREATED], np.nan, panel.exposure))
    assert not offers_weights(lacking)
    with pytest.raises(MethodError, match=r"evaluation\.donors-few"):
        pooled_rates(lacking, usual_variation(lacking))
