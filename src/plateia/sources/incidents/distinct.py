"""Text looked at once per distinct value: columns as codes, and hashes that stand for rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from plateia.sources.incidents.times import Codes
from plateia.tables.incidents import Integers


class Interned:
    """Text to small integers, in order of first appearance."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        """Return the number of a text, the next one where it is new."""
        return self.numbers.setdefault(text, len(self.numbers))

    def texts(self) -> list[str]:
        """Return the texts in the order of their numbers."""
        return list(self.numbers)


def codes_of(column: Any, trim: bool) -> Codes:
    """Return an Arrow column as codes into distinct values; text is trimmed, empty text is missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        codes, distinct = factorised(column.to_numpy(zero_copy_only=False))
        missing = distinct != distinct
        if missing.any():
            codes = np.where(missing[codes], -1, codes)
        return Codes(codes.astype(np.int32), distinct)
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    values = column.dictionary
    if trim:
        values = pc.utf8_trim_whitespace(values)
        empty = pc.equal(values, "").to_numpy(zero_copy_only=False)
        if empty.any():
            codes = np.append(np.where(empty, -1, np.arange(len(empty))), -1).astype(np.int32)[codes]
    return Codes(codes, values.to_numpy(zero_copy_only=False))


def factorised(values: Integers) -> tuple[Integers, Integers]:
    """Return a code for each value, and the distinct values in order of first appearance."""
    import pandas as pd

    codes, distinct = pd.factorize(values, use_na_sentinel=False)
    return codes, np.asarray(distinct)


def _hash_texts(values: Any, salt: str) -> Integers:
    from pandas.util import hash_array

    if not len(values):
        return np.empty(0, np.uint64)
    if values.dtype.kind != "O":
        values = values.astype(str).astype(object)
    hashed = hash_array(values, hash_key=salt, categorize=False)
    return np.maximum(hashed, np.uint64(1))


def hashes(texts: Mapping[str, Codes], n_rows: int, *, salt: str, id_column: str | None) -> dict[str, Integers]:
    """Return one number per row for the source's own id (0 without), and one that stands for all columns read."""
    identifier, identity = np.zeros(n_rows, np.uint64), np.zeros(n_rows, np.uint64)
    for name, column in texts.items():
        hashed = column.spread(_hash_texts(column.values, salt), empty=np.uint64(0))
        identity *= np.uint64(0x9E3779B97F4A7C15)
        identity ^= identity >> np.uint64(29)
        identity += hashed
        if name == id_column:
            identifier = hashed
    return {"identifier": identifier, "identity": identity}
