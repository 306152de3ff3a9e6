"""What every step of the audit is given: counts, areas, settings, and the choices the program makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from plateia.findings.model import Choice, Finding, Months, Value
from plateia.settings.city import CitySettings
from plateia.sources.incidents.intake import Intake
from plateia.tables.areas import Areas
from plateia.tools.auditing.counts import Counts
from plateia.tools.auditing.periods import LikePeriods, like_periods, past_pairs
from plateia.tools.chance import generator

LEVEL = 0.95
DISCOVERY_RATE = 0.05
FEW_EVENTS = 20
"""Areas with fewer take no part in any order (G-12)."""


@dataclass(frozen=True)
class AuditContext:
    """Read by every step; nothing in it changes while the audit runs."""

    settings: CitySettings
    areas: Areas
    intake: Intake
    counts: Counts
    seed: int
    period: Months
    common_caveats: tuple[str, ...]
    choices: dict[str, Choice] = field(default_factory=dict)

    def choose(self, name: str, value: str | int | float | bool, why: str, **details: Value) -> Choice:
        """Note a value the program chose for the user; ``why`` is one of the codes of CHOICE_REASONS."""
        return self.choices.setdefault(name, Choice(name, value, why, details))

    def comparisons(self) -> list[LikePeriods]:
        """Return the comparisons of like periods the data allow."""
        return like_periods(self.counts.months, self.counts.complete)

    def past_of(self, pair: LikePeriods) -> list[LikePeriods]:
        """Return the like periods before a comparison."""
        return past_pairs(pair, self.counts.months, self.counts.complete)

    def main_comparison(self) -> LikePeriods | None:
        """The comparison the areas and the first page use: the longest there is."""
        found = self.comparisons()
        by_name = {pair.comparison: pair for pair in found}
        return by_name.get("twelve_months") or (max(found, key=len) if found else None)

    def rng(self, purpose: str) -> np.random.Generator:
        """Return a generator of its own for each purpose: the order of steps changes no figure."""
        return generator(self.seed, purpose)


@dataclass
class Steps:
    """Findings and tables as the steps add them."""

    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, Any] = field(default_factory=dict)

    def refuse(self, kind: str, code: str, context: AuditContext, *, method: str, **values: Value) -> None:
        """Add a finding of kind ``refusal``: the data cannot bear this."""
        from plateia.findings.model import Estimate

        suffix = "".join(f":{value}" for value in values.values() if isinstance(value, str))
        self.findings.append(
            Finding(
                id=f"refusal:{kind}:{code}{suffix}",
                kind="refusal",
                values={"kind": kind, "code": code, "reason": "", **values},
                estimate=Estimate(None, no_interval_reason="refused"),
                period=context.period,
                method=method,
            )
        )
