"""The result of an evaluation as an entry of the knowledge base: written beside the report, shared only by people."""

from __future__ import annotations

from typing import Any

from plateia.findings.evaluation import PublishedEvaluation
from plateia.findings.model import Finding
from plateia.plans.folder import Plan
from plateia.settings.practice import LONGEST_LINE, LONGEST_TEXT, PracticeFile
from plateia.settings.writing import toml_text
from plateia.wording import Wording

LEVEL = 0.95


def practice_text(published: PublishedEvaluation, *, plan: Plan, wording: Wording) -> str:
    """Return ``practice.toml``: the action as a practice with what its evaluation found.

    Only what may be published stands in it; a hidden result is left out. To offer it, a person reads it and copies it
    to ``knowledge/<id>.toml``.
    """
    evaluation = published.evaluation
    action = plan.actions[evaluation.action]
    theory = plan.theories.get(action.theory or "")
    statements = [arrow.mechanism for arrow in theory.arrows] if theory is not None else []
    unintended = [node.text for node in theory.nodes if node.kind == "unintended"] if theory is not None else []
    tree: dict[str, Any] = {
        "practice": {
            "name": _line(action.title),
            "city_or_organisation": [evaluation.city],
            "country": evaluation.country,
            "focus_area": plan.file.focus_areas[0],
            "category": ["activity"],
            "summary": _text(" ".join([action.title + ".", *(measure.text for measure in action.measures)])),
            "person_level": False,
            "actors_involved": [_line(member) for member in dict.fromkeys((action.lead, *action.members))],
            "evidence_stated": _text(_evidence(published, wording)),
            "year": str(evaluation.period.last)[:4],
        },
        "mechanism": {
            "statement": _text(" ".join(statements)),
            "unintended_effects": [_line(text) for text in dict.fromkeys(unintended)],
        },
        "results": _results(published, wording),
        "contact": {"organisation": _line(action.lead)},
    }
    PracticeFile.model_validate(tree)
    return f"# {wording.text('evaluation.back')}\n\n{toml_text(tree)}"


def _evidence(published: PublishedEvaluation, wording: Wording) -> str:
    told = [
        finding
        for finding in published.evaluation.findings
        if (finding.kind == "effect" and finding.values.get("primary")) or finding.kind == "evaluation_design"
    ]
    return " ".join(wording.statement(finding) for finding in told)


def _results(published: PublishedEvaluation, wording: Wording) -> list[dict[str, Any]]:
    by_kind: dict[str, Finding] = {finding.kind: finding for finding in reversed(published.evaluation.findings)}
    results = []
    for finding in published.evaluation.findings:
        estimate = finding.estimate
        if finding.kind != "effect" or not finding.values.get("primary") or finding.hidden:
            continue
        if estimate.value is None or estimate.ci_low is None or estimate.ci_high is None:
            continue
        ratio = estimate.unit == "ratio"
        result: dict[str, Any] = {
            "outcome": published.evaluation.outcome,
            "measure": "rate_ratio" if ratio else "difference",
            "effect": float(estimate.value),
            "low": float(estimate.ci_low),
            "high": float(estimate.ci_high),
            "interval_level": LEVEL,
            "design": str(finding.values["method"]),
            "design_level": int(str(finding.values["level"])),
            "displacement": _said(by_kind.get("displacement"), wording, "caveat.displacement_not_examined"),
            "power": _said(by_kind.get("power"), wording, "evaluation.none"),
            "action": published.evaluation.action,
        }
        if finding.values.get("p") is not None:
            result["p"] = finding.values["p"]
        results.append(result)
    return results


def _said(finding: Finding | None, wording: Wording, otherwise: str) -> str:
    return _text(wording.text(otherwise) if finding is None else wording.statement(finding))


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_LINE]


def _text(text: str) -> str:
    return text[:LONGEST_TEXT]
