"""A column that grows batch by batch in one piece of memory."""

from __future__ import annotations

import numpy as np

from plateia.tables.incidents import Integers

_FIRST_ROWS = 1 << 16


class GrowingColumn:
    """Rows added at the end; the column is never held twice.

    A list of batches, joined in the end, needs room for all rows twice, and the allocator keeps it. What is reserved
    ahead costs no memory before it is written.

    Examples
    --------
    >>> column = GrowingColumn()
    >>> column.extend(np.array([1, 2], np.int16))
    >>> column.extend(np.array([3], np.int16))
    >>> column.finished()
    array([1, 2, 3], dtype=int16)
    """

    def __init__(self) -> None:
        self._values: Integers = np.empty(0)
        self._n = 0

    def extend(self, values: Integers) -> None:
        """Add the rows of one batch; all batches have one type."""
        wanted = self._n + len(values)
        if self._n == 0:
            self._values = np.empty(max(_FIRST_ROWS, wanted), values.dtype)
        elif wanted > len(self._values):
            self._values.resize(max(wanted, len(self._values) * 3 // 2), refcheck=False)
        self._values[self._n : wanted] = values
        self._n = wanted

    def finished(self) -> Integers:
        """Return all rows, and let go of them."""
        values, self._values = self._values, np.empty(0)
        values.resize(self._n, refcheck=False)
        self._n = 0
        return values
