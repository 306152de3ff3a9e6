"""How far the two raters of a practice agree: percent agreement and kappa, block by block and over all items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from plateia.plans.quality import Agreed, RatersAgreement, paired_answers

if TYPE_CHECKING:
    from plateia.settings.plan_files.quality import Grid, QualityRating

FEWEST_FOR_KAPPA = 2
"""One item says nothing of what the raters' habits alone would give."""


def raters_agreement(rating: QualityRating, grid: Grid) -> RatersAgreement | None:
    """Return how far two raters agree; None where there is one, or no item that both answered.

    Parameters
    ----------
    rating : QualityRating
    grid : Grid
        The grid the rating names.
    """
    if len(rating.raters) < 2:
        return None
    first, second = (rater.points for rater in rating.raters)
    paired = paired_answers(grid, first, second)
    together = _agreed([answer for block in paired for answer in block.first],
                       [answer for block in paired for answer in block.second])  # fmt: skip
    if together is None:
        return None
    blocks = {block.block: agreed for block in paired if (agreed := _agreed(block.first, block.second)) is not None}
    return RatersAgreement(together, blocks, n_left_out=sum(block.n_left_out for block in paired))


def _agreed(first: Sequence[str], second: Sequence[str]) -> Agreed | None:
    from plateia.measures.interventions.ratings import cohens_kappa

    if not first:
        return None
    found = cohens_kappa(first, second)
    if found.n < FEWEST_FOR_KAPPA:
        return Agreed(found.n, found.agreement)
    return Agreed(found.n, found.agreement, found.kappa, found.low, found.high)
