"""The register of what was made public (``published.json``), as pure data.

Reading and writing the file is for the city folder. An entry holds the counts one protected edition showed, nothing
that it hid, and its areas, so that later editions can be held against it (G-14).
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from plateia.errors import DisclosureError
from plateia.findings.counts import city_counts, compared_months
from plateia.findings.edition import Layer, Published
from plateia.vocabulary import ALL

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1

Counts = tuple[int | None, ...]


@dataclass(frozen=True)
class EarlierEdition:
    """What one protected edition showed.

    Attributes
    ----------
    edition : str
    months : tuple of str
        Months with records, sorted.
    layer : str
        Fingerprint of its areas.
    area_ids : tuple of str
    areas : mapping of str to tuple
        Category (and ``all``) to the counts by area; None where hidden or not covered.
    totals, without_area : mapping of str to int or None
    months_n : mapping of str to tuple
        Category to the counts by month; None where hidden.
    compared, compared_categories : tuple
        Months of the city's twelve-month comparison, before and after, and the categories it was shown for.
    """

    edition: str
    months: tuple[str, ...]
    layer: str
    area_ids: tuple[str, ...]
    areas: Mapping[str, Counts]
    totals: Mapping[str, int | None]
    without_area: Mapping[str, int | None]
    months_n: Mapping[str, Counts]
    compared: tuple[tuple[str, ...], ...] = ()
    compared_categories: tuple[str, ...] = ()

    def known_sums(self, category: str) -> tuple[frozenset[str], ...]:
        """Return the sets of months whose sum it showed for the city; any of them together are known as well."""
        whole = frozenset(self.months)
        if self.totals.get(category) is None:
            return ()
        if category not in self.compared_categories:
            return (whole,)
        blocks = tuple(frozenset(block) for block in self.compared)
        return tuple(block for block in (*blocks, whole.difference(*blocks)) if block)


@dataclass(frozen=True)
class ShownSum:
    """One sum over areas and months that a protected evaluation showed."""

    edition: str
    category: str
    layer: str
    area_ids: tuple[str, ...]
    months: tuple[str, ...]
    n: int


@dataclass(frozen=True)
class Register:
    """All earlier protected editions and evaluations, and the areas they were made for.

    Examples
    --------
    >>> Register().as_mapping()
    {'format': 1, 'editions': [], 'layers': {}, 'sums': []}
    """

    editions: tuple[EarlierEdition, ...] = ()
    layers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sums: tuple[ShownSum, ...] = ()

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Register:
        """Return the register that ``as_mapping`` wrote.

        Raises
        ------
        DisclosureError
            ``publication.register-unreadable``: without the register nothing can be proved safe.
        """
        try:
            if content["format"] != FORMAT:
                raise KeyError("format")
            editions = tuple(_edition_of(entry) for entry in content["editions"])
            layers = {str(name): dict(layer) for name, layer in content["layers"].items()}
            missing = {edition.layer for edition in editions} - set(layers)
            if missing:
                raise KeyError("layers")
            sums = tuple(_sum_of(entry) for entry in content.get("sums", ()))
        except (KeyError, TypeError, AttributeError) as error:
            raise DisclosureError(
                "publication.register-unreadable",
                expected="A register of earlier publications that this version can read.",
                seen=f"published.json without what it needs: {error}.",
                remedy="restore published.json from a copy; without it nothing can be proved safe to publish.",
            ) from error
        return cls(editions, layers, sums)

    def as_mapping(self) -> dict[str, Any]:
        """Return JSON values, the same for the same register."""
        return {
            "format": FORMAT,
            "editions": [_entry_of(edition) for edition in self.editions],
            "layers": {name: dict(self.layers[name]) for name in sorted(self.layers)},
            "sums": [{**asdict(one), "area_ids": list(one.area_ids), "months": list(one.months)} for one in self.sums],
        }

    def with_sums(self, sums: Sequence[ShownSum]) -> Register:
        """Return the register with what an evaluation showed; the same sum is entered once."""
        return replace(self, sums=(*self.sums, *(one for one in sums if one not in self.sums)))

    def with_entry(self, entry: Mapping[str, Any]) -> Register:
        """Return the register with what ``register_entry`` made; the same publication is entered once."""
        earlier = _edition_of({**entry, "layer": entry["layer"]["fingerprint"]})
        shapes = {name: value for name, value in entry["layer"].items() if name != "fingerprint"}
        if earlier in self.editions:
            return self
        return Register((*self.editions, earlier), {**self.layers, earlier.layer: shapes}, self.sums)


def check_protected(internal_for: str | None) -> None:
    """Refuse to enter an internal version, one made for a named person, in the register.

    Raises
    ------
    DisclosureError
        ``publication.internal``: it is not made public and has no entry.
    """
    if internal_for is not None:
        raise DisclosureError(
            "publication.internal",
            expected="A protected version to enter in the register.",
            seen="an internal version.",
            remedy="run without --internal to publish.",
        )


def register_entry(published: Published) -> dict[str, Any]:
    """Return what has to be remembered of a protected edition, as JSON values.

    Raises
    ------
    DisclosureError
        ``publication.internal``.
    """
    check_protected(published.internal_for)
    edition = published.edition
    counts = city_counts(edition)
    table = edition.tables["areas"]
    names = (*counts.categories, ALL)
    compared = [
        [month for month, inside in zip(counts.months, block, strict=True) if inside]
        for block in compared_months(edition, counts)
    ]
    levels = {str(f.values["offence_category"]): f for f in edition.findings if f.kind == "level"}
    return {
        "edition": edition.edition,
        "months": list(counts.months) or _months_of(edition.period.first, edition.period.last),
        "layer": layer_record(edition.layers["areas"]),
        "area_ids": list(counts.area_ids),
        "areas": {name: _shown(table, "area_id", counts.area_ids, name) for name in names},
        "totals": {name: _whole(finding.values.get("n")) for name, finding in sorted(levels.items())},
        "without_area": {
            name: _whole(finding.values.get("n_without_area")) for name, finding in sorted(levels.items())
        },
        "months_n": {name: _shown(edition.tables["months"], "month", counts.months, name) for name in names},
        "compared": compared,
        "compared_categories": _compared_categories(edition.tables.get("changes")) if compared else [],
    }


def layer_record(layer: Layer) -> dict[str, Any]:
    """Return a layer in compact form: ids, coordinates rounded to the metre, and their fingerprint."""
    import shapely

    order = sorted(range(len(layer.ids)), key=lambda number: layer.ids[number])
    rounded = shapely.transform(np.asarray(layer.geometries, dtype=object)[order], np.round)
    shapes = [bytes(shape) for shape in shapely.to_wkb(shapely.normalize(rounded))]
    ids = [layer.ids[number] for number in order]
    digest = hashlib.sha256("\n".join([layer.crs, *ids]).encode())
    for shape in shapes:
        digest.update(hashlib.sha256(shape).digest())
    packed = [base64.b64encode(zlib.compress(shape, 9)).decode() for shape in shapes]
    return {"fingerprint": digest.hexdigest(), "crs": layer.crs, "ids": ids, "shapes": packed}


def layer_shapes(record: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    """Return the geometries of a layer in compact form, in the order of its ids."""
    import shapely

    return np.asarray(shapely.from_wkb([zlib.decompress(base64.b64decode(shape)) for shape in record["shapes"]]))


def _edition_of(entry: Mapping[str, Any]) -> EarlierEdition:
    return EarlierEdition(
        edition=str(entry["edition"]),
        months=tuple(entry["months"]),
        layer=str(entry["layer"]),
        area_ids=tuple(entry["area_ids"]),
        areas={name: tuple(n) for name, n in entry["areas"].items()},
        totals=dict(entry["totals"]),
        without_area=dict(entry["without_area"]),
        months_n={name: tuple(n) for name, n in entry["months_n"].items()},
        compared=tuple(tuple(block) for block in entry["compared"]),
        compared_categories=tuple(entry["compared_categories"]),
    )


def _sum_of(entry: Mapping[str, Any]) -> ShownSum:
    return ShownSum(
        edition=str(entry["edition"]),
        category=str(entry["category"]),
        layer=str(entry["layer"]),
        area_ids=tuple(entry["area_ids"]),
        months=tuple(entry["months"]),
        n=int(entry["n"]),
    )


def _entry_of(edition: EarlierEdition) -> dict[str, Any]:
    return {
        "edition": edition.edition,
        "months": list(edition.months),
        "layer": edition.layer,
        "area_ids": list(edition.area_ids),
        "areas": {name: list(n) for name, n in edition.areas.items()},
        "totals": dict(edition.totals),
        "without_area": dict(edition.without_area),
        "months_n": {name: list(n) for name, n in edition.months_n.items()},
        "compared": [list(block) for block in edition.compared],
        "compared_categories": list(edition.compared_categories),
    }


def _shown(table: pd.DataFrame, key: str, ids: Sequence[str], category: str) -> list[int | None]:
    rows = table[table["offence_category"] == category]
    n_of = dict(zip(rows[key].astype(str), rows["n"], strict=True))
    return [_whole(n_of.get(name)) for name in ids]


def _compared_categories(changes: pd.DataFrame | None) -> list[str]:
    if changes is None:
        return []
    rows = changes[(changes["level"] == "city") & (changes["comparison"] == "twelve_months")]
    return sorted(rows.loc[rows["before"].notna() & rows["after"].notna(), "offence_category"].astype(str))


def _whole(n: object) -> int | None:
    import pandas as pd

    return None if n is None or pd.isna(n) else int(n)  # type: ignore[call-overload]


def _months_of(first: str, last: str) -> list[str]:
    import pandas as pd

    return [str(month) for month in pd.period_range(first, last, freq="M")]
