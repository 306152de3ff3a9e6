"""Which offence category a source's own category stands for: a pack of the vocabulary, or the city's own file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from plateia.errors import InputError
from plateia.settings.city import CategoryMap, TableFile
from plateia.settings.city import Incidents as SourceSettings
from plateia.sources.batches import FileAccount, read_batches
from plateia.sources.files import find_files
from plateia.vocabulary import category_pack, offence_categories, pack_names


def category_map(settings: SourceSettings, folder: Path) -> Mapping[str, str]:
    """Return the offence category of each category of a source; empty where the source states no map.

    Raises
    ------
    InputError
        ``incidents.category-map`` for a category the vocabulary does not have.
    """
    if not isinstance(settings.category, CategoryMap):
        return {}
    if settings.category.map in pack_names():
        return category_pack(settings.category.map)
    source = find_files([settings.category.map], folder=folder)[0]
    layout = TableFile(path=(source.shown,))
    columns = ["source_category", "offence_category"]
    account = FileAccount(source.shown)
    pairs: dict[str, str] = {}
    for batch in read_batches(source, layout=layout, columns=columns, optional=(), account=account):
        texts = [[str(value or "").strip() for value in batch.column(name).to_pylist()] for name in columns]
        pairs.update(zip(*texts, strict=True))
    unknown = sorted(set(pairs.values()) - set(offence_categories()))
    if unknown:
        raise InputError(
            "incidents.category-map",
            expected=f"Offence categories of the vocabulary in {source.shown!r}.",
            seen=", ".join(repr(name) for name in unknown[:5]) + ".",
            remedy=f"use one of: {', '.join(offence_categories())}.",
        )
    return pairs
