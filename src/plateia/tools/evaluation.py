"""The evaluation of one action: could an effect be shown, was there one, did offences move, and was it worth it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plateia.city.run import Progress, silent
from plateia.tools.tool import PUBLISHING, Option, Tool

if TYPE_CHECKING:
    from plateia.findings.evaluation import PublishedEvaluation

TOOL = Tool(
    name="evaluate",
    question="Did the action change anything, could that be seen at all, and did offences only move?",
    step="evaluate",
    focus_areas=("juvenile_delinquency", "organised_crime", "safe_public_spaces"),
    needs=("an action with an evaluation plan, sealed before it began", "recorded incidents before and after"),
    gives=("evaluation.html", "evaluation.pdf", "findings.json", "tables/*.csv", "practice.toml"),
    not_for="judging persons or staff; a causal word where nothing is compared",
    options=(
        Option("action", "id of the action"),
        Option("plan", "name of the plan; the only one by default"),
        *PUBLISHING,
    ),
)

DEFAULT_SEED = 1


@dataclass(frozen=True)
class EvaluationRun:
    """Where a finished evaluation lies, and what it holds."""

    place: Path
    published: PublishedEvaluation


def run(
    folder: Path,
    *,
    action: str,
    plan: str | None = None,
    seed: int = DEFAULT_SEED,
    language: str | None = None,
    internal_for: str | None = None,
    progress: Progress = silent,
) -> EvaluationRun:
    """Evaluate one action of a city's plan and keep the result in ``out/evaluation-NNN``.

    Before the period after is over it gives the power and the design alone: what can be known beforehand.

    Parameters
    ----------
    folder : Path
        The city folder.
    action : str
        Id of the action: ``actions/<id>.toml`` of the plan.
    plan : str, optional
        Name of the plan; needed where there are several.

    Raises
    ------
    PlateiaError
        Any error of settings, plan, input, publication or the machine; the folder is then as before.
    """
    from plateia.tools.evaluating.running import run_evaluation

    return run_evaluation(
        folder,
        action_id=action,
        plan_name=plan,
        seed=seed,
        language=language,
        internal_for=internal_for,
        progress=progress,
    )
