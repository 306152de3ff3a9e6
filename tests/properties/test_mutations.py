"""However a file is damaged, reading it ends in an account or in an error a person can act on, and soon.

The benchmark ``benchmarks/mutations.py`` makes 5,000 of each format; here stand the first of them.
"""

from __future__ import annotations

import pytest

from benchmarks.mutations import FORMATS, TABLE_FORMATS, run


@pytest.mark.parametrize("name", FORMATS)
def test_no_damage_leads_to_a_traceback_a_hang_or_a_quoted_row(name: str) -> None:
    n = 200 if name in {*TABLE_FORMATS, "city.toml"} else 50
    (row,) = run(n, formats=[name])
    assert row["faults"] == {}
    assert row["n"] == n == row["read"] + sum(row["errors"].values())
    assert row["slowest_s"] < 10


def test_the_damage_is_the_same_every_time() -> None:
    assert [run(5, formats=["csv"])[0][key] for key in ("read", "errors")] == [
        run(5, formats=["csv"])[0][key] for key in ("read", "errors")
    ]
