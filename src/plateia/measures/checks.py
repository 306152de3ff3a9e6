"""One checker for the counts every measure takes: missing stays missing, impossible is refused."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plateia.errors import InputError, MethodError

Floats = NDArray[np.float64]


def check_counts(counts: ArrayLike, *, name: str = "counts") -> Floats:
    """Return counts as floats; a missing count stays NaN, a negative or infinite one is refused.

    Raises
    ------
    InputError
        ``counts.invalid``: a count is negative or infinite. ``counts.not-whole``: something is no number.
    """
    numbers = _numbers(counts, name=name)
    wrong = (numbers < 0) | np.isinf(numbers)
    if wrong.any():
        raise InputError(
            "counts.invalid",
            expected=f"Numbers of '{name}' that are zero or more.",
            seen=f"{int(wrong.sum())} of {numbers.size} negative or infinite.",
            remedy="count recorded events; leave what is not known missing (NaN).",
        )
    return numbers


def _numbers(counts: ArrayLike, *, name: str) -> Floats:
    """Return counts as floats; text and dates are no counts, even where they could be read as numbers."""
    try:
        written = np.asarray(counts)
        if written.dtype.kind in "biuf":
            return np.asarray(written, dtype=np.float64)
        if written.dtype.kind == "O" and not any(isinstance(entry, str | bytes) for entry in written.flat):
            return np.asarray(counts, dtype=np.float64)
        seen = f"values of type {written.dtype}."
    except (TypeError, ValueError):
        seen = "something that is no number, or rows of unlike length."
    raise InputError(
        "counts.not-whole",
        expected=f"Numbers of recorded events in '{name}'.",
        seen=seen,
        remedy="read the column as numbers; leave what is not known missing (NaN).",
    )


def check_same_shape(**arrays: Floats) -> None:
    """Refuse arrays that do not describe the same areas (``counts.shapes-differ``)."""
    shapes = {name: array.shape for name, array in arrays.items()}
    if len(set(shapes.values())) > 1:
        raise InputError(
            "counts.shapes-differ",
            expected="One number for each area, in the same order, in every argument.",
            seen=", ".join(f"{name} {shape}" for name, shape in shapes.items()),
            remedy="join the tables on area_id first.",
        )


def check_comparable(total: float, *exposures: float) -> None:
    """Refuse two periods without any event (``comparison.no-incidents``) or of impossible exposure.

    Raises
    ------
    MethodError
        ``comparison.no-incidents``, ``comparison.exposure-invalid``.
    """
    if not total > 0:
        raise MethodError(
            "comparison.no-incidents",
            expected="At least one event in the two periods together.",
            seen="none, or a missing count.",
            remedy="compare a longer period or a larger area.",
        )
    if not all(0 < exposure < float("inf") for exposure in exposures):
        raise MethodError(
            "comparison.exposure-invalid",
            expected="Exposures above zero.",
            seen=f"{exposures[0]:g} and {exposures[1]:g}.",
            remedy="leave both at 1 for periods of equal length, or give residents or covered months.",
        )


def check_level(level: float) -> None:
    """Refuse a confidence level outside (0, 1) (``interval.level-invalid``)."""
    if not 0 < level < 1:
        raise MethodError(
            "interval.level-invalid",
            expected="A level between 0 and 1, such as 0.95.",
            seen=f"{level}.",
            remedy="give the level as a share, not as a percentage.",
        )


def check_dispersion(phi: ArrayLike) -> Floats:
    """Return phi as floats; below 1 or missing is refused (``dispersion.below-one``)."""
    factors = np.asarray(phi, dtype=np.float64)
    if not (factors >= 1).all() or np.isinf(factors).any():
        raise MethodError(
            "dispersion.below-one",
            expected="A dispersion of at least 1: recorded offences never vary less than chance would have it.",
            seen=f"smallest {np.min(factors):g}.",
            remedy="estimate it with comparison_dispersion, which never goes below 1.",
        )
    return factors
