from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateia.sources.incidents.growing import GrowingColumn


@given(st.lists(st.integers(0, 70_000), max_size=6))
def test_what_comes_out_is_what_went_in(sizes: list[int]) -> None:
    column = GrowingColumn()
    batches = [np.arange(size, dtype=np.int32) + 7 * number for number, size in enumerate(sizes)]
    for batch in batches:
        column.extend(batch)
    found = column.finished()
    np.testing.assert_array_equal(found, np.concatenate([*batches, np.empty(0, np.int32)]))
    assert not len(column.finished())


@pytest.mark.parametrize("kind", [np.int8, np.uint64, np.float64])
def test_the_type_of_the_batches_is_kept(kind: type) -> None:
    column = GrowingColumn()
    for _ in range(3):
        column.extend(np.ones(40_000, kind))
    assert column.finished().dtype == kind
