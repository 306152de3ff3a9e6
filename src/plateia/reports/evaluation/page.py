"""The evaluation as page and PDF: in short, could it be shown, what changed, did offences move, what limits it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import plateia
from plateia.findings.evaluation import PublishedEvaluation
from plateia.findings.model import Finding
from plateia.reports.document import Block, Paragraph, Points, Section
from plateia.reports.evaluation.beside import displacement_blocks, other_methods
from plateia.reports.evaluation.figures_said import diagnostics_table, figure_lines
from plateia.reports.evaluation.recorded import chart_over_time, groups_table, units_listed
from plateia.reports.office import Imprint
from plateia.reports.pages import render_page, write_page_pdf
from plateia.reports.said import said_in_points
from plateia.wording import Wording
from plateia.wording.templates import capital

CLEAR = ("fewer", "more")
"""Readings after which nobody asks whether an effect could be seen."""
LONG = ("power", "evaluation_design")
"""Kinds whose first sentences are the finding; assumptions and the like stand behind them."""


def evaluation_html(published: PublishedEvaluation, *, wording: Wording) -> str:
    """Return the evaluation as one HTML file that contacts nobody."""
    return render_page(
        imprint_of(published, wording=wording),
        in_short_of(published, wording=wording),
        evaluation_sections(published, wording=wording),
        wording=wording,
    )


def write_evaluation_pdf(published: PublishedEvaluation, path: Path, *, wording: Wording) -> int:
    """Write the evaluation as PDF/UA-1 and return its number of pages."""
    return write_page_pdf(
        imprint_of(published, wording=wording),
        in_short_of(published, wording=wording),
        evaluation_sections(published, wording=wording),
        path,
        wording=wording,
    )


def imprint_of(published: PublishedEvaluation, *, wording: Wording) -> Imprint:
    """Return title, version and labels."""
    evaluation = published.evaluation
    internal = published.internal_for
    mark = (
        wording.text("report.version_protected") if internal is None else wording.text("report.internal", name=internal)
    )
    labels = []
    if evaluation.synthetic:
        labels.append(wording.text("report.synthetic"))
    if not wording.reviewed:
        labels.append(wording.text("language.not_reviewed"))
    return Imprint(
        title=wording.text("evaluation.title", title=evaluation.title),
        subtitle=wording.text("evaluation.subtitle", city=evaluation.city, action=evaluation.action),
        author=str(evaluation.governance.get("controller") or evaluation.city),
        mark=mark,
        internal=internal is not None,
        labels=tuple(labels),
        made_with=wording.text("report.made_with", version=plateia.__version__),
    )


def in_short_of(published: PublishedEvaluation, *, wording: Wording) -> list[str]:
    """Return three or four sentences: what came of it, how far that goes, whether it could be seen at all."""
    found = published.evaluation.findings
    effects = [finding for finding in found if finding.kind == "effect" and finding.values.get("primary")]
    told = any(finding.values.get("verdict") in CLEAR for finding in effects)
    corrected = [finding for finding in found if finding.kind == "high_start"]
    # Whoever reads no further must know that the question may have been chosen afterwards.
    unsealed = [one for one in found if one.kind == "evaluation_design" and one.values["template"] != "sealed"]
    kinds = ("refused effect", "displacement", "refused displacement", *(() if told else ("power",)))
    others = [finding for kind in kinds for finding in found if _about(finding) == kind]
    chosen = [*effects, *corrected, *(unsealed if effects else ()), *others]
    sentences = [wording.said(one)[0] if one.kind in LONG else wording.statement(one) for one in chosen]
    if effects and not any(_about(finding).endswith("displacement") for finding in found):
        sentences.append(wording.caveat("displacement_not_examined"))
    return list(dict.fromkeys(sentences))[:4]


def _about(finding: Finding) -> str:
    """Return the kind of a finding; of a refusal, what was refused."""
    return f"refused {finding.values['kind']}" if finding.kind == "refusal" else finding.kind


def evaluation_sections(published: PublishedEvaluation, *, wording: Wording) -> list[Section]:
    """Return the sections; those with nothing to say are left out."""
    by_kind: dict[str, list[Finding]] = {}
    for finding in published.evaluation.findings:
        by_kind.setdefault(_about(finding), []).append(finding)
    effects = by_kind.get("effect", [])
    primary = [finding for finding in effects if finding.values.get("primary")]
    outcome = published.evaluation.outcome
    further = [one for one in effects if one.values.get("offence_category") != outcome or one.values.get("harm_unit")]
    others = [one for one in effects if not one.values.get("primary") and one not in further]
    shown = [*primary, *by_kind.get("refused effect", [])]
    parts: list[tuple[str, list[Block]]] = [
        ("power", [block for one in by_kind.get("power", []) for block in said_in_points(one, wording=wording)]),
        ("design", _design(published, by_kind.get("evaluation_design", []), wording)),
        ("effect", [*_said(shown, wording), *_figures(primary, wording), *chart_over_time(published, wording=wording)]),
        ("displacement", displacement_blocks(_with_refusals(by_kind, "displacement"), wording=wording)),
        ("groups", [groups_table(published, wording=wording), *units_listed(published, wording=wording)]),
        ("other_methods", other_methods(others, wording=wording)),
        ("diagnostics", list(diagnostics_table([*primary, *others], wording=wording))),
        ("further", _said([*further, *by_kind.get("refused further_outcome", [])], wording)),
        ("checks", _checks(by_kind, wording)),
        ("survey", _said(_with_refusals(by_kind, "survey_outcome"), wording)),
        ("costs", _said(by_kind.get("cost_benefit", []), wording)),
        ("process", _said(by_kind.get("process", []), wording)),
        ("limits", _limits(published, primary, wording)),
        ("back", [_back(published, wording)]),
        ("sources", _sources(published, wording)),
    ]
    return [Section(key, wording.text(f"evaluation.{key}"), tuple(blocks)) for key, blocks in parts if blocks]


def _figures(effects: Iterable[Finding], wording: Wording) -> list[Block]:
    lines = [line for one in effects if not one.hidden for line in figure_lines(one, wording=wording)]
    return [Points(tuple(lines))] if lines else []


def _with_refusals(by_kind: Mapping[str, list[Finding]], kind: str) -> list[Finding]:
    """Return the findings of a kind, and the refusals of it behind them."""
    return [*by_kind.get(kind, []), *by_kind.get(f"refused {kind}", [])]


def _said(findings: Iterable[Finding], wording: Wording) -> list[Block]:
    return [Paragraph(wording.statement(finding)) for finding in findings]


def _back(published: PublishedEvaluation, wording: Wording) -> Paragraph:
    if published.results:
        return Paragraph(wording.text("evaluation.back_note", path="practice.toml"))
    kept = "internal" if published.internal_for is not None else "none"
    return Paragraph(wording.text(f"evaluation.back_{kept}"))


def _design(published: PublishedEvaluation, findings: list[Finding], wording: Wording) -> list[Block]:
    blocks: list[Block] = [Paragraph(wording.text("evaluation.question", question=published.evaluation.question))]
    blocks += _said(findings, wording)
    for finding in findings:
        reasons: Any = finding.values.get("reasons") or ()
        raises: Any = finding.values.get("would_raise") or ()
        remarks: Any = finding.values.get("level_remarks") or ()
        items = []
        if finding.values.get("level_reason") is not None:
            level = wording.text("maryland.level", level=finding.values["level"])
            reason = wording.text(f"maryland.reason.{finding.values['level_reason']}")
            items.append(wording.text("evaluation.level_because", level=level, reason=reason))
        items += [wording.text(f"maryland.remark.{code}") for code in remarks]
        if reasons:
            because = wording.listed([wording.text(f"design_reason.{code}") for code in reasons])
            items.append(f"{capital(because)}.")
        items += [wording.text("evaluation.would_raise", what=wording.text(f"design_raise.{code}")) for code in raises]
        if items:
            blocks.append(Points(tuple(items)))
    return blocks


def _checks(by_kind: dict[str, list[Finding]], wording: Wording) -> list[Block]:
    kinds = ("high_start", "untouched_units", "pattern_change")
    items = tuple(wording.statement(finding) for kind in kinds for finding in by_kind.get(kind, []))
    return [Points(items)] if items else []


def _limits(published: PublishedEvaluation, primary: list[Finding], wording: Wording) -> list[Block]:
    codes = dict.fromkeys(code for finding in published.evaluation.findings for code in finding.caveats)
    items = [wording.caveat(code) for code in codes]
    blocks: list[Block] = [Points(tuple(items))] if items else []
    for finding in primary:
        assumed: Any = finding.values.get("assumptions") or ()
        if assumed:
            said = "; ".join(wording.text(f"assumption.{code}") for code in assumed)
            blocks.append(Paragraph(wording.text("evaluation.assumptions", items=said), "note"))
    return blocks


def _sources(published: PublishedEvaluation, wording: Wording) -> list[Block]:
    evaluation = published.evaluation
    items = [f"{source['source']}, {source['licence']}" for source in evaluation.sources]
    items += [
        wording.text("evaluation.ups_and_downs", why=wording.choice_reason(choice.why, **choice.details))
        for choice in evaluation.choices
    ]
    blocks: list[Block] = [Points(tuple(items))]
    governance = evaluation.governance
    if governance.get("controller") and governance.get("contact"):
        prepared = wording.text(
            "report.prepared_by", controller=governance["controller"], contact=governance["contact"]
        )
        blocks.append(Paragraph(prepared, "note"))
    return blocks
