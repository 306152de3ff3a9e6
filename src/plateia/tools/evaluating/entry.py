"""The result of an evaluation as an entry of the knowledge base: written beside the report, shared only by people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plateia.findings.evaluation import PublishedEvaluation
from plateia.findings.model import Finding
from plateia.knowledge.codes import code_list
from plateia.plans.folder import Plan
from plateia.plans.unwritten import is_unwritten
from plateia.settings.plan_files.actions import Action
from plateia.settings.practice import LONGEST_LINE, LONGEST_TEXT, PracticeFile, is_plain_id
from plateia.settings.writing import toml_text
from plateia.vocabulary.countries import country_name
from plateia.wording import Wording

LEVEL = 0.95


def practice_text(published: PublishedEvaluation, *, plan: Plan, wording: Wording) -> str | None:
    """Return ``practice.toml``: the action as a practice with what its evaluation found; None without a result.

    Only what may be published stands in it. To offer it, a person reads it and copies it to ``knowledge/<id>.toml``.
    """
    if not published.results:
        return None
    evaluation = published.evaluation
    action = plan.actions[evaluation.action]
    theory = plan.theories.get(action.theory or "")
    statements = _written(arrow.mechanism for arrow in theory.arrows) if theory is not None else []
    nodes = theory.nodes if theory is not None else ()
    unintended = _written(node.text for node in nodes if node.kind == "unintended")
    tree: dict[str, Any] = {
        "practice": {
            "name": _line(action.title),
            "city_or_organisation": [evaluation.city],
            "country": country_name(evaluation.country),
            "focus_area": plan.file.focus_areas[0],
            "category": ["activity"],
            "summary": _summary(action, evaluation.outcome, wording),
            "person_level": False,
            "actors_involved": [_line(member) for member in _written((action.lead, *action.members))],
            "evidence_stated": _text(_evidence(published, wording)),
            "year": str(evaluation.period.last)[:4],
        },
        "mechanism": {
            "statement": _text(" ".join(statements)),
            "unintended_effects": [_line(text) for text in unintended],
        },
        "codes": _codes(evaluation.outcome, wording),
        "results": _results(published, wording),
        "contact": {"organisation": _line(action.lead)},
    }
    PracticeFile.model_validate(tree)
    return f"# {wording.text('evaluation.back')}\n\n{toml_text(tree)}"


def _summary(action: Action, outcome: str, wording: Wording) -> str:
    told = wording.text("evaluation.entry_outcome", outcome=outcome)
    texts = [action.title, *_written(measure.text for measure in action.measures)]
    said = " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts)
    return f"{said[: LONGEST_TEXT - len(told) - 1]} {told}"


def _codes(outcome: str, wording: Wording) -> list[dict[str, str]]:
    """Return what the entry is found by: the offence; place and people are for those who hand the entry on."""
    if ("offence_category", outcome) not in code_list():
        return []
    words = wording.category_in_sentence(outcome)
    return [{"facet": "offence_category", "code": outcome, "words": words, "field": "summary"}]


def _written(texts: Iterable[str]) -> list[str]:
    """Return each text once, without those that nobody has written yet."""
    return [text for text in dict.fromkeys(texts) if not is_unwritten(text)]


def _evidence(published: PublishedEvaluation, wording: Wording) -> str:
    design = (one for one in published.evaluation.findings if one.kind == "evaluation_design")
    return " ".join(wording.statement(finding) for finding in (*published.results, *design))


def _results(published: PublishedEvaluation, wording: Wording) -> list[dict[str, Any]]:
    findings = published.evaluation.findings
    power = next((one for one in findings if one.kind == "power"), None)
    moved = next((one for one in findings if "displacement" in (one.kind, one.values.get("kind"))), None)
    level = published.results[-1].values["level"]
    results = []
    for finding in published.results:
        estimate = finding.estimate
        result: dict[str, Any] = {
            "outcome": published.evaluation.outcome,
            "measure": "rate_ratio" if estimate.unit == "ratio" else "difference",
            "effect": estimate.value,
            "low": estimate.ci_low,
            "high": estimate.ci_high,
            "interval_level": LEVEL,
            "design": finding.method,
            "design_level": level,
            "displacement": _said(moved, wording, "caveat.displacement_not_examined"),
            "power": _said(power, wording, "evaluation.none"),
        }
        if is_plain_id(published.evaluation.action):
            result["action"] = published.evaluation.action
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
