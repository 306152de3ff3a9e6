"""The seven pillars of the IcARUS roadmap: which have evidence and an owner. The count is our own rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plateia.plans.remarks import Remark
from plateia.settings.plan_files.plan import Pillar, Pillars

FILE = "plan.toml"
PILLARS = (
    "problem_identification",
    "partnerships",
    "design_and_innovation",
    "implementation",
    "outcomes",
    "evaluation",
    "communication",
)
Missing = Literal["evidence", "owner"]


@dataclass(frozen=True, slots=True)
class PillarReading:
    """One pillar, numbered 1 to 7, and what it lacks."""

    number: int
    pillar: str
    missing: tuple[Missing, ...]

    @property
    def satisfied(self) -> bool:
        """Whether it has at least one piece of evidence and an owner."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Coverage:
    """The pillars of a plan."""

    pillars: tuple[PillarReading, ...]

    @property
    def n_satisfied(self) -> int:
        """How many of the seven are satisfied."""
        return sum(pillar.satisfied for pillar in self.pillars)

    @property
    def share(self) -> float:
        """Pillars satisfied, of seven, in [0, 1]."""
        return self.n_satisfied / len(self.pillars)


def pillar_coverage(pillars: Pillars) -> Coverage:
    """Return which pillars have evidence and an owner.

    Examples
    --------
    >>> from plateia.settings.plan_files.plan import Pillar, Pillars
    >>> coverage = pillar_coverage(Pillars(partnerships=Pillar(evidence=("charter",), owner="Prevention office")))
    >>> coverage.n_satisfied, coverage.pillars[0].missing
    (1, ('evidence', 'owner'))
    """
    return Coverage(
        tuple(
            PillarReading(number, name, _missing(getattr(pillars, name)))
            for number, name in enumerate(PILLARS, start=1)
        )
    )


def check_pillars(pillars: Pillars) -> list[Remark]:
    """Return a note for each pillar that lacks evidence or an owner."""
    return [
        Remark(
            "pillar.missing",
            "note",
            FILE,
            f"pillars.{row.pillar}",
            "pillars",
            {"pillar": row.pillar, "missing": row.missing},
        )
        for row in pillar_coverage(pillars).pillars
        if row.missing
    ]


def _missing(pillar: Pillar) -> tuple[Missing, ...]:
    lacking: list[Missing] = []
    if not pillar.evidence:
        lacking.append("evidence")
    if pillar.owner is None:
        lacking.append("owner")
    return tuple(lacking)
