"""Areas laid over the areas of earlier editions: nested pieces whose difference is a handful are refused (G-14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plateia.errors import DisclosureError
from plateia.findings.register import EarlierEdition, Register, layer_shapes
from plateia.findings.thresholds import interval_width

TOLERANCE = 0.01
"""A piece lies inside another when at most this share of it sticks out: boundaries agree only up to rounding."""

Floats = NDArray[np.float64]


def check_overlaps(
    register: Register, *, layer: Mapping[str, Any], months: tuple[str, ...], areas: Mapping[str, Floats],
    thresholds: Mapping[str, int],
) -> None:  # fmt: skip
    """Refuse areas that, laid over those of an earlier edition, single out a handful of incidents.

    Parameters
    ----------
    register : Register
    layer : mapping
        What ``layer_record`` made of the new areas.
    months : tuple of str
        Months of the new edition.
    areas : mapping of str to ndarray of float, shape (n_areas,)
        Category to the counts to be shown, in the order of ``layer["ids"]``; NaN where hidden.
    thresholds : mapping of str to int
        Category to its k.

    Raises
    ------
    DisclosureError
        ``publication.differencing``: an area lies inside one shown earlier (or around it), or several fill one, and
        the difference of the counts is 1 to k - 1, or a single hidden count is what is left.
    """
    shapes = None
    for earlier in register.editions:
        if earlier.layer == layer["fingerprint"] or not set(earlier.months) & set(months):
            continue
        if register.layers[earlier.layer]["crs"] != layer["crs"]:
            continue
        shapes = layer_shapes(layer) if shapes is None else shapes
        _check_edition(register, earlier, shapes, months, areas, thresholds)


def _check_edition(
    register: Register, earlier: EarlierEdition, shapes: NDArray[np.object_], months: tuple[str, ...],
    areas: Mapping[str, Floats], thresholds: Mapping[str, int],
) -> None:  # fmt: skip
    record = register.layers[earlier.layer]
    position = {area: number for number, area in enumerate(earlier.area_ids)}
    order = [position.get(area, -1) for area in record["ids"]]
    old_shapes = layer_shapes(record)
    for category, new in areas.items():
        if category not in earlier.areas:
            continue
        listed = np.array([np.nan if n is None else n for n in (*earlier.areas[category], None)], dtype=np.float64)
        old, k = listed[order], thresholds[category]
        pieces = [*_pieces(shapes, old_shapes, new, old, months, earlier.months)]
        n_refused = sum(_gives_away(whole, parts, fills, k) for whole, parts, fills in pieces)
        if n_refused:
            raise _refusal(n_refused, category)


def _pieces(
    new_shapes: NDArray[np.object_], old_shapes: NDArray[np.object_], new: Floats, old: Floats,
    new_months: tuple[str, ...], old_months: tuple[str, ...],
) -> Iterator[tuple[float, Floats, bool]]:  # fmt: skip
    """Yield a count with the counts of the pieces inside it, one by one and all together, and whether they fill it."""
    import shapely

    tree = shapely.STRtree(old_shapes)
    of_new, of_old = tree.query(new_shapes, predicate="intersects")
    common = shapely.area(shapely.intersection(new_shapes[of_new], old_shapes[of_old]))
    new_size, old_size = shapely.area(new_shapes), shapely.area(old_shapes)
    new_inside = common >= (1 - TOLERANCE) * new_size[of_new]
    old_inside = common >= (1 - TOLERANCE) * old_size[of_old]
    # A piece of ground over a longer time can hold more than the ground around it: only nested both ways is compared.
    if set(new_months) <= set(old_months):
        yield from _groups(of_old[new_inside], of_new[new_inside], common[new_inside], old_size, old, new)
    if set(old_months) <= set(new_months):
        yield from _groups(of_new[old_inside], of_old[old_inside], common[old_inside], new_size, new, old)


def _groups(
    wholes: NDArray[np.intp], parts: NDArray[np.intp], common: Floats, size: Floats, whole_counts: Floats,
    part_counts: Floats,
) -> Iterator[tuple[float, Floats, bool]]:  # fmt: skip
    order = np.argsort(wholes, kind="stable")
    starts = np.flatnonzero(np.diff(wholes[order], prepend=-1))
    for group in np.split(order, starts[1:]) if order.size else []:
        whole = int(wholes[group[0]])
        inside = part_counts[parts[group]]
        filled = bool(common[group].sum() >= (1 - TOLERANCE) * size[whole])
        yield float(whole_counts[whole]), inside, filled
        if len(group) > 1:
            for one, share in zip(inside, common[group], strict=True):
                yield float(whole_counts[whole]), np.array([one]), bool(share >= (1 - TOLERANCE) * size[whole])


def _gives_away(whole: float, parts: Floats, fills: bool, k: int) -> bool:
    """Say whether a count and those of the pieces inside it leave a handful, or one hidden count, to be told.

    Examples
    --------
    >>> _gives_away(40.0, np.array([38.0]), False, 5), _gives_away(40.0, np.array([20.0]), False, 5)
    (True, False)
    """
    if np.isnan(whole):
        return False
    rest = whole - np.nansum(parts)
    n_hidden = int(np.isnan(parts).sum())
    if 0 < rest < k:
        return True
    # The pieces fill the whole, so what is left is exactly what is hidden.
    return bool(fills and n_hidden and (n_hidden == 1 or rest < interval_width(k)))


def _refusal(n_refused: int, category: str) -> DisclosureError:
    return DisclosureError(
        "publication.differencing",
        expected="Areas that, laid over those of earlier publications, single out nobody.",
        seen=f"{n_refused} areas whose count of {category} differs by too few from that of areas published before.",
        remedy="publish with the areas of the earlier edition, or make the version for one person: --internal --for.",
    )
