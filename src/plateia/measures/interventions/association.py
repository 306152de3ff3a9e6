"""Association of area and period in a table of four counts: an effect size to compare studies by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import erfc

from plateia.errors import MethodError
from plateia.measures.areas.dispersion_model import DispersionModel, as_dispersion_model
from plateia.measures.interventions.effects import (
    AnyDispersion,
    Assumption,
    CountPair,
    dispersion_assumption,
    paired_counts,
)


@dataclass(frozen=True)
class PhiCoefficient:
    """Association of area and period in a 2 x 2 table: an effect size, no measure of displacement."""

    phi: float
    chi_square: float
    p: float
    n: int
    dispersion: DispersionModel
    assumptions: tuple[Assumption, ...]


def phi_coefficient(*, treated: CountPair, comparison: CountPair, dispersion: AnyDispersion = 1.0) -> PhiCoefficient:
    """Return the association of area and period as an effect size between studies.

    Raises
    ------
    MethodError
        ``displacement.empty-margin``: an area or a period without any event.

    Notes
    -----
    phi = (T0 C1 - T1 C0) / sqrt(product of the four margins), positive where the treated area fell more;
    chi-square = n phi^2, divided by the dispersion for the p-value.

    Examples
    --------
    >>> found = phi_coefficient(treated=(120, 84), comparison=(118, 112))
    >>> round(found.phi, 4), round(found.chi_square, 3), round(found.p, 3)
    (0.0754, 2.468, 0.116)
    """
    model = as_dispersion_model(dispersion)
    t, c = (paired_counts(pair, name=name, model=model) for name, pair in
            (("treated", treated), ("comparison", comparison)))  # fmt: skip
    margins = (t.before + t.after, c.before + c.after, t.before + c.before, t.after + c.after)
    if not min(margins) > 0:
        raise MethodError(
            "displacement.empty-margin",
            expected="Events in both areas and in both periods.",
            seen=f"margins of {', '.join(f'{margin:g}' for margin in margins)}.",
            remedy="take longer periods or a wider offence category.",
        )
    n = margins[0] + margins[1]
    phi = (t.before * c.after - t.after * c.before) / float(np.sqrt(np.prod(margins)))
    factor = (t.variance + c.variance) / n
    return PhiCoefficient(
        phi=phi,
        chi_square=n * phi**2,
        p=float(erfc(np.sqrt(n * phi**2 / factor / 2))),
        n=int(n),
        dispersion=model,
        assumptions=(dispersion_assumption(model), "comparison_untouched", "normal_approximation"),
    )
