"""The wizard before anything is written: which design the facts can bear, its level, and whether it could show much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from plateia.errors import SettingsError
from plateia.plans.designs import Advice, Facts, advise, level_of
from plateia.plans.maryland import DesignLevel
from plateia.reports.plans.content import Stated
from plateia.vocabulary import ALL

if TYPE_CHECKING:
    from plateia.wording import Wording

ALPHA, WANTED_POWER = 0.05, 0.8


@dataclass(frozen=True)
class DesignAnswer:
    """What a set of facts can bear.

    Attributes
    ----------
    power : Stated or None
        A finding of kind ``power``; None where nobody said how many incidents are recorded.
    """

    facts: Facts
    advice: Advice
    reached: DesignLevel
    power: Stated | None


def answer_design(
    facts: Facts, *, incidents: float | None = None, dispersion: float | None = None, reduction: float = 0.2
) -> DesignAnswer:
    """Return the design, its level with reasons, and the power it would have.

    Parameters
    ----------
    incidents : float, optional
        Recorded incidents in one treated unit in one month; comparison units are taken to be alike.
    dispersion : float, optional
        Variance over mean of counts where nothing is done; the documented default where nobody knows.

    Raises
    ------
    SettingsError
        ``design.facts-invalid``.
    """
    numbers = {"--per-month": incidents, "--dispersion": dispersion, "--reduction": reduction}
    wrong = [name for name, number in numbers.items() if number is not None and not 0 < number < float("inf")]
    if wrong or reduction >= 1:
        raise SettingsError(
            "design.facts-invalid",
            expected="Numbers above zero, and a reduction below 1: 0.2 is a fall by 20 per cent.",
            seen=f"another number in {', '.join(wrong) or '--reduction'}.",
            remedy="for --per-month count recorded incidents in one unit over a year, and divide by 12; leave out a "
            "--dispersion that nobody knows.",
        )
    advice = advise(facts)
    power = None
    if incidents is not None:
        power = _power(facts, advice.design, incidents=incidents, dispersion=dispersion, reduction=reduction)
    return DesignAnswer(facts, advice, level_of(facts, advice.design), power)


def _power(facts: Facts, design: str, *, incidents: float, dispersion: float | None, reduction: float) -> Stated:
    from plateia.measures.areas.dispersion import ASSUMED_PHI
    from plateia.tools.evaluating.power import Situation, power_values

    told = Situation(
        count=round(incidents * facts.n_after),
        n_treated=facts.n_treated,
        n_comparison=max(facts.n_comparison, 1),
        dispersion=ASSUMED_PHI if dispersion is None else dispersion,
        n_months=facts.n_after,
        reduction=reduction,
        alpha=ALPHA,
        power=WANTED_POWER,
    )
    values = power_values(told, design=design, outcome=ALL, n_comparison=facts.n_comparison)
    basis = "assumed" if dispersion is None else "named"
    return Stated("power", {**values, "dispersion_basis": basis, "n_past": 0}, hidden=False)


def describe(answer: DesignAnswer, *, wording: Wording) -> str:
    """Return the answer in sentences: design, level, reasons, what would raise it, power."""
    advice, reached = answer.advice, answer.reached
    method = wording.text(f"evaluation_method.{advice.design}")
    because = wording.listed([wording.text(f"design_reason.{code}") for code in advice.reasons])
    level = wording.text("maryland.level", level=reached.level)
    reason = wording.text(f"maryland.reason.{reached.reason}")
    lines = [
        wording.text("design_wizard.design", method=method, because=because),
        wording.text("evaluation.level_because", level=level, reason=reason),
        *(wording.text(f"maryland.remark.{code}") for code in reached.remarks),
        *(
            wording.text("evaluation.would_raise", what=wording.text(f"design_raise.{code}"))
            for code in advice.would_raise
        ),
    ]
    power = wording.text("design_wizard.no_numbers") if answer.power is None else wording.statement(answer.power)
    return "\n".join([*(f"- {line}" for line in [*lines, power]), "", wording.text("design_wizard.next")])


def as_json(answer: DesignAnswer, *, wording: Wording) -> Mapping[str, Any]:
    """Return the same as JSON values."""
    power = None if answer.power is None else dict(answer.power.values)
    return {
        "facts": asdict(answer.facts),
        "design": answer.advice.design,
        "level": answer.reached.level,
        "level_reason": answer.reached.reason,
        "level_remarks": answer.reached.remarks,
        "may_speak_of_causes": answer.reached.may_speak_of_causes,
        "reasons": answer.advice.reasons,
        "would_raise": answer.advice.would_raise,
        "power": power,
        "text": describe(answer, wording=wording),
    }
