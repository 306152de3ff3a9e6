"""What a report of a plan is made from: the plan, its check, and what other rooms know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plateia.knowledge.practices import Practice
from plateia.plans.design_sheets import public_sheets
from plateia.plans.folder import Plan
from plateia.plans.indicator_rules import AuditFigures
from plateia.plans.progress import Overdue, Progress
from plateia.plans.quality import RatersAgreement
from plateia.plans.remarks import Remark
from plateia.plans.sdg_rows import SdgRow
from plateia.wording import Wording

SHEETS = "security_by_design/"


@dataclass(frozen=True, slots=True)
class Achieved:
    """How far an indicator came; ``share`` is None where target and baseline are the same."""

    share: float | None
    reached: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """Brier score of the resolved expectations, its limits where there are several, and how many there are."""

    score: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Stated:
    """A finding of a published evaluation, enough of it to be said in any language."""

    kind: str
    values: Mapping[str, Any]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What the newest published evaluation of an action found."""

    run: str
    findings: tuple[Stated, ...]

    def of_kind(self, kind: str) -> tuple[Stated, ...]:
        """Return the findings of one kind."""
        return tuple(finding for finding in self.findings if finding.kind == kind)


@dataclass(frozen=True)
class PlanReport:
    """One report.

    Attributes
    ----------
    city : str
    today : date
        The day the report speaks of; what is overdue depends on it.
    remarks : tuple of Remark
        Those a public report may hold, errors first.
    figures : mapping
        Indicator -> what its reference to an audit came to.
    achieved : mapping
        Indicator -> how far it came; only where baseline, target and a value are there.
    practices : mapping of str to Practice
        The practices that actions, reviews and ratings name, as far as anybody knows them.
    agreements : mapping of str to RatersAgreement
        Rating -> how far its two raters agree.
    evaluated : mapping of str to Evaluated
        Action -> its newest published evaluation.
    unit_names : mapping of str to str
        Area -> its name, from the published audit.
    governance : mapping
        ``controller`` and ``contact``.
    synthetic : bool
        The city is made up.
    """

    plan: Plan
    city: str
    today: date
    remarks: tuple[Remark, ...]
    figures: AuditFigures
    progress: Progress
    overdue: tuple[Overdue, ...]
    sdg: tuple[SdgRow, ...]
    achieved: Mapping[str, Achieved] = field(default_factory=dict)
    scored: Scored | None = None
    practices: Mapping[str, Practice] = field(default_factory=dict)
    agreements: Mapping[str, RatersAgreement] = field(default_factory=dict)
    evaluated: Mapping[str, Evaluated] = field(default_factory=dict)
    unit_names: Mapping[str, str] = field(default_factory=dict)
    governance: Mapping[str, str | None] = field(default_factory=dict)
    synthetic: bool = False

    def remarks_of(self, gravity: str) -> tuple[Remark, ...]:
        """Return the remarks of one gravity."""
        return tuple(remark for remark in self.remarks if remark.gravity == gravity)

    def with_errors(self) -> bool:
        """Whether the check found errors."""
        return bool(self.remarks_of("error"))


def public_remarks(plan: Plan, remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    """Return the remarks without those on classified sheets: even the name of the file names a place (G-60)."""
    shown = {f"{SHEETS}{name}.toml" for name in public_sheets(plan.sheets)}
    return tuple(row for row in remarks if not row.file.startswith(SHEETS) or row.file in shown)


def written_day(day: date, *, wording: Wording) -> str:
    """Return a day in words.

    Examples
    --------
    >>> from plateia.wording import load
    >>> written_day(date(2026, 5, 2), wording=load("en")), written_day(date(2026, 5, 2), wording=load("de"))
    ('2 May 2026', '2. Mai 2026')
    """
    return wording.day(day.isoformat())


def or_unstated(text: str | None, *, wording: Wording) -> str:
    """Return a text, or the words for "not stated"."""
    return wording.text("plan_report.not_stated") if text is None or not text.strip() else text
