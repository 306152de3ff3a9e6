"""One evaluation from start to finish: read, count, test, protect, write; all of it or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plateia.city.publication import read_register, write_register_with_sums
from plateia.city.retention import check_not_expired
from plateia.city.run import TABLES, Progress, Run, start_run
from plateia.city.tidy_tables import salt_of
from plateia.errors import InputError, SettingsError
from plateia.findings.evaluation import Evaluation, PublishedEvaluation
from plateia.findings.json_files import write_json
from plateia.findings.model import Value
from plateia.plans.checking import errors_of
from plateia.plans.folder import Plan
from plateia.plans.sealing import binding_seal, changes_since_seal
from plateia.settings.city import CitySettings
from plateia.settings.reading import read_settings
from plateia.sources.files import Fingerprints
from plateia.tools.auditing.counts import count_incidents
from plateia.tools.auditing.reading import VERSIONED, CityData, read_city, settings_fingerprint
from plateia.tools.auditing.running import check_governance
from plateia.tools.auditing.supplied import harm_weights
from plateia.tools.evaluating.assembling import Task, assemble_evaluation
from plateia.tools.evaluating.further import HarmTable
from plateia.tools.evaluating.outcomes import process_findings, survey_findings
from plateia.tools.evaluation import EvaluationRun
from plateia.tools.planning.checking import PlanCheck, check_folder
from plateia.tools.planning.running import check_guardrails
from plateia.wording import Wording, load


def run_evaluation(
    folder: Path,
    *,
    action_id: str,
    plan_name: str | None,
    seed: int,
    language: str | None,
    internal_for: str | None,
    progress: Progress,
) -> EvaluationRun:
    """Evaluate one action; see ``plateia.tools.evaluation.run``.

    Raises
    ------
    SettingsError
        ``evaluation.no-plan``, ``plan.action-unknown``.
    """
    settings = read_settings(folder)
    wording = load(language or settings.city.language)
    checked = check_folder(folder, plan_name, today=dt.date.today())
    check_guardrails(checked.remarks)
    plan = checked.plan
    action = _action_of(plan, action_id)
    _check_costs(checked, action_id)
    if internal_for is None:
        check_governance(settings)
    check_not_expired(settings, folder)
    fingerprints = Fingerprints()
    try:
        with start_run(folder, tool="evaluation", internal_for=internal_for) as run:
            city = read_city(
                settings, folder=folder, salt=salt_of(folder / TABLES), fingerprints=fingerprints, progress=progress
            )
            progress("evaluation", 0, None)
            task = Task(
                action_id=action_id,
                action=action,
                plan=action.evaluation,
                sealed=_seal_of(plan, action_id),
                settings=settings,
                areas=city.areas,
                intake=city.intake,
                counts=count_incidents(city.intake, city.areas),
                seed=seed,
                unit_costs=plan.unit_costs,
                harm=_harm_of(settings, folder),
            )
            evaluation = assemble_evaluation(
                task,
                more=(*survey_findings(plan, action_id), *process_findings(plan, action_id, wording=wording)),
                **_provenance(settings, city, fingerprints),
            )
            published = _published(run, evaluation, settings, internal_for, folder, city, progress)
            _write(published, run.staging, plan=plan, wording=wording, progress=progress)
            _write_run_json(run, published)
    finally:
        fingerprints.close()
    return EvaluationRun(run.place, published)


def _harm_of(settings: CitySettings, folder: Path) -> HarmTable | None:
    if settings.harm is None:
        return None
    weights, _ = harm_weights(settings.harm, folder=folder)
    return HarmTable(weights, settings.harm.unit, settings.harm.source)


def _action_of(plan: Plan, action_id: str) -> Any:
    if action_id not in plan.actions:
        raise SettingsError(
            "plan.action-unknown",
            expected=f"An action {action_id!r} in the plan {plan.name!r}.",
            seen=f"actions: {', '.join(sorted(plan.actions)) or 'none'}.",
            remedy="give the name of a file in actions/, without .toml.",
        )
    action = plan.actions[action_id]
    if action.evaluation is None:
        raise SettingsError(
            "evaluation.no-plan",
            expected=f"A section [evaluation] in actions/{action_id}.toml.",
            seen="none.",
            remedy="write down question, units, periods, outcome and design; docs/plan-actions.md shows how.",
        )
    return action


def _check_costs(checked: PlanCheck, action_id: str) -> None:
    """Refuse money that the check finds to be wrong: a figure in euros is believed."""
    errors = errors_of(checked.remarks, file=f"actions/{action_id}.toml")
    found = [row.code for row in errors if (row.where or "").startswith("costs")]
    if found:
        raise InputError(
            "evaluation.costs-faulty",
            expected=f"Costs in actions/{action_id}.toml in which the check finds no error.",
            seen=f"{', '.join(found)}.",
            remedy="correct them, or take [costs] out; plateia plan check FOLDER says what is wrong.",
        )


def _seal_of(plan: Plan, action_id: str) -> Mapping[str, Value] | None:
    """Return when the evaluation plan was sealed, and what was changed since."""
    planned = plan.actions[action_id].evaluation
    seal = binding_seal(plan.seals, action_id)
    if seal is None or planned is None:
        return None
    return {
        "on": seal.sealed_on.isoformat(),
        "sha256": seal.sha256,
        "late": seal.late,
        "changes": tuple(change.field for change in changes_since_seal(planned, seal)),
    }


def _provenance(settings: CitySettings, city: CityData, fingerprints: Fingerprints) -> dict[str, Any]:
    from importlib.metadata import version

    inputs = sorted({(source.shown, fingerprints.result(source)) for source, _ in city.files})
    digest = hashlib.sha256(json.dumps(inputs).encode()).hexdigest()
    return {
        "edition": digest[:12],
        "versions": {name: version(name) for name in VERSIONED},
        "settings_sha256": settings_fingerprint(settings),
        "sources": tuple({"source": one.source, "licence": one.licence} for one in settings.incidents),
    }


def _published(
    run: Run,
    evaluation: Evaluation,
    settings: CitySettings,
    internal_for: str | None,
    folder: Path,
    city: CityData,
    progress: Progress,
) -> PublishedEvaluation:
    from plateia.findings.edition import Layer
    from plateia.findings.protected_evaluation import internal_evaluation, protect_evaluation, shown_sums
    from plateia.findings.register import layer_record

    progress("protection", 0, None)
    if internal_for is not None:
        return internal_evaluation(evaluation, internal_for)
    register = read_register(folder)
    record = layer_record(Layer(city.areas.ids, city.areas.geometry, city.areas.names, city.areas.crs))
    published = protect_evaluation(
        evaluation,
        minimum_count=settings.governance.minimum_count,
        register=register,
        layer=record["fingerprint"],
    )
    staged = run.staging / "register.json"
    write_register_with_sums(staged, register=register, sums=shown_sums(published, layer=record["fingerprint"]))
    run.keep_register(staged)
    return published


def _write(published: PublishedEvaluation, folder: Path, *, plan: Plan, wording: Wording, progress: Progress) -> None:
    """Write every output of an evaluation that may leave the desk."""
    from plateia.findings.evaluation_document import write_evaluation_findings
    from plateia.reports.evaluation.page import evaluation_html, write_evaluation_pdf
    from plateia.reports.files import write_evaluated_tables
    from plateia.tools.evaluating.entry import practice_text

    write_evaluation_findings(published, folder / "findings.json", wording=wording)
    write_evaluated_tables(published, folder / "tables")
    text = practice_text(published, plan=plan, wording=wording)
    if text is not None:
        (folder / "practice.toml").write_text(text, encoding="utf-8", newline="\n")
    progress("html", 0, None)
    (folder / "evaluation.html").write_text(evaluation_html(published, wording=wording), encoding="utf-8")
    progress("pdf", 0, None)
    write_evaluation_pdf(published, folder / "evaluation.pdf", wording=wording)


def _write_run_json(run: Run, published: PublishedEvaluation) -> None:
    """Write what must not stand in the results: clock, run number, for whom."""
    content = {
        "run": run.place.name,
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "action": published.evaluation.action,
        "version": "internal" if published.internal_for else "protected",
        "internal_for": published.internal_for,
        "hidden_groups": list(published.hidden_groups),
    }
    write_json(content, run.staging / "run.json")
