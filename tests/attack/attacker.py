"""The attacker: reads nothing but what was published, of one or several editions, and bounds what was hidden.

Every published count is a fixed number, every hidden one a variable; sums that a reader can work out are equations. The
smallest and largest value a hidden count can take is a linear programme (HiGHS).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from plateia.findings.edition import Published
from plateia.vocabulary import offence_categories

Name = tuple[Any, ...]

PLENTY = 1e5
"""No count of these cities is larger; a bound keeps the programmes bounded."""


class Attacker:
    """What somebody knows who has all files of some editions."""

    def __init__(self, editions: Sequence[Published]) -> None:
        self.position: dict[Name, int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.hidden: dict[Name, int] = {}
        self.equations: list[tuple[dict[int, float], float]] = []
        self.inequalities: list[tuple[dict[int, float], float]] = []
        for number, published in enumerate(editions):
            self._read(number, published)
        for later in range(len(editions)):
            for earlier in range(len(editions)):
                if earlier != later:
                    self._nest(editions, earlier, later)

    def widths(self, *, sample: int | None = None, rng: np.random.Generator | None = None) -> dict[Name, float]:
        """Return how wide the interval of every hidden count is, or of a sample of them."""
        names = list(self.hidden)
        if sample is not None and rng is not None and len(names) > sample:
            names = [names[at] for at in rng.choice(len(names), sample, replace=False)]
        a_eq, b_eq = self._matrix(self.equations)
        a_ub, b_ub = self._matrix(self.inequalities)
        bounds = np.column_stack([self.low, self.high])
        widths = {}
        for name in names:
            ends = []
            for sign in (1.0, -1.0):
                cost = np.zeros(len(self.low))
                cost[self.position[name]] = sign
                result = linprog(cost, A_ub=a_ub, b_ub=b_ub, A_eq=a_eq, b_eq=b_eq, bounds=bounds, method="highs")
                assert result.status == 0, result.message
                ends.append(float(result.fun))
            widths[name] = -ends[1] - ends[0]
        return widths

    def too_narrow(self, **options: Any) -> dict[Name, float]:
        """Return the hidden counts that can be told within twice their k or less."""
        return {name: width for name, width in self.widths(**options).items() if width < 2 * self.hidden[name] - 1e-6}

    def _count(self, edition: int, table: str, at: str, category: str) -> int:
        # A month is a month in whatever edition it is counted.
        name: Name = (table, at, category) if table == "month" else (edition, table, at, category)
        if name not in self.position:
            self.position[name] = len(self.low)
            self.low.append(0.0)
            self.high.append(PLENTY)
        return self.position[name]

    def _see(self, edition: int, table: str, at: str, category: str, n: object, k: int) -> None:
        where = self._count(edition, table, at, category)
        name = next(key for key in ((table, at, category), (edition, table, at, category)) if key in self.position)
        if n is None or pd.isna(n):
            if self.low[where] != self.high[where]:
                self.hidden[name] = k
            return
        self.low[where] = self.high[where] = float(n)  # type: ignore[arg-type]
        self.hidden.pop(name, None)

    def _add(self, edition: int, parts: Iterable[tuple[str, str, str]], whole: tuple[str, str, str] | float) -> None:
        terms = {self._count(edition, *part): 1.0 for part in parts}
        if isinstance(whole, tuple):
            terms[self._count(edition, *whole)] = -1.0
            self.equations.append((terms, 0.0))
        else:
            self.equations.append((terms, float(whole)))

    def _read(self, edition: int, published: Published) -> None:
        tables, k_min = published.edition.tables, published.minimum_count
        k = {name: max(10, k_min) if name in published.edition.sensitive else k_min
             for name in published.edition.categories}  # fmt: skip
        names = [name for name in published.edition.categories if name != "all"]
        in_all = [name for name in names if offence_categories()[name].in_all]
        areas, months = tables["areas"], tables["months"]
        for row in areas.to_dict("records"):
            self._see(edition, "area", row["area_id"], row["offence_category"], row["n"], k[row["offence_category"]])
        for row in months[months["status"] != "missing"].to_dict("records"):
            self._see(edition, "month", row["month"], row["offence_category"], row["n"], k[row["offence_category"]])
        for finding in published.edition.findings:
            if finding.kind == "level":
                name = str(finding.values["offence_category"])
                self._see(edition, "city", "", name, finding.values.get("n"), k[name])
                self._see(edition, "outside", "", name, finding.values.get("n_without_area"), k[name])
        area_ids = sorted(areas["area_id"].unique())
        month_ids = sorted(months["month"].unique())
        for area in area_ids:
            self._add(edition, [("area", area, name) for name in in_all], ("area", area, "all"))
        for month in month_ids:
            self._add(edition, [("month", month, name) for name in in_all], ("month", month, "all"))
        self._add(edition, [("outside", "", name) for name in in_all], ("outside", "", "all"))
        self._add(edition, [("city", "", name) for name in in_all], ("city", "", "all"))
        for name in ("all", *names):
            parts = [*(("area", area, name) for area in area_ids), ("outside", "", name)]
            self._add(edition, parts, ("city", "", name))
            self._add(edition, [("month", month, name) for month in month_ids], ("city", "", name))
        self._read_the_rest(edition, published, area_ids, names)
        self._read_zeros(edition, areas, k_min)

    def _read_the_rest(self, edition: int, published: Published, area_ids: list[str], names: list[str]) -> None:
        tables = published.edition.tables
        windows = {
            (str(f.values["offence_category"]), str(f.values["comparison"])): f.values
            for f in published.edition.findings
            if f.kind == "period_change" and f.values.get("level") == "city"
        }
        changes = tables["changes"]
        for row in changes[changes["level"] == "city"].to_dict("records"):
            values = windows.get((row["offence_category"], row["comparison"]))
            for side in ("before", "after"):
                if values is not None and not pd.isna(row[side]):
                    span = pd.period_range(str(values[f"{side}_from"]), str(values[f"{side}_to"]), freq="M")
                    self._add(edition, [("month", str(m), row["offence_category"]) for m in span], float(row[side]))
        concentration = tables["concentration"]
        for row in concentration[concentration["unit"] == "areas"].to_dict("records"):
            if not pd.isna(row["n"]):
                self._add(edition, [("area", area, row["offence_category"]) for area in area_ids], float(row["n"]))
        for source in published.edition.sources:
            for shared, n in source.source_categories.values():
                if n is not None:
                    self._add(edition, [("city", "", shared)], float(n))
            for table, n in (("city", source.kept), ("outside", source.without_area)):
                if n is not None:
                    self._add(edition, [(table, "", name) for name in names], float(n))

    def _read_zeros(self, edition: int, areas: pd.DataFrame, k: int) -> None:
        """Note that a zero is shown only where the area holds at least k."""
        for area in areas.loc[(areas["n"] == 0).fillna(False) & (areas["offence_category"] != "all"), "area_id"]:
            where = self._count(edition, "area", area, "all")
            self.low[where] = max(self.low[where], float(k))

    def _nest(self, editions: Sequence[Published], earlier: int, later: int) -> None:
        """Note that a longer period holds at least what a shorter one inside it does."""
        months = [frozenset(one.edition.tables["months"]["month"]) for one in (editions[earlier], editions[later])]
        if not months[0] <= months[1]:
            return
        for name in [name for name in self.position if name[0] == earlier and len(name) == 4]:
            other = (later, *name[1:])
            if other in self.position:
                self.inequalities.append(({self.position[name]: 1.0, self.position[other]: -1.0}, 0.0))

    def _matrix(self, rows: list[tuple[dict[int, float], float]]) -> tuple[csr_array | None, np.ndarray | None]:
        if not rows:
            return None, None
        at_row = [number for number, (terms, _) in enumerate(rows) for _ in terms]
        at_column = [column for terms, _ in rows for column in terms]
        value = [weight for terms, _ in rows for weight in terms.values()]
        matrix = csr_array((value, (at_row, at_column)), shape=(len(rows), len(self.low)))
        return matrix, np.array([right for _, right in rows])
