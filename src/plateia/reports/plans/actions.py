"""What is done: every action with its need, its measures, the practices it follows and what is known of them."""

from __future__ import annotations

from collections.abc import Sequence

from plateia.knowledge.codes import EMMIE_FIELDS
from plateia.knowledge.practices import Practice
from plateia.plans.action_rules import practices_of
from plateia.plans.checking import errors_of
from plateia.reports.document import Block, Paragraph, Section, Table
from plateia.reports.plans.content import PlanReport, or_unstated, written_day
from plateia.reports.practices import coded_by_text, evidence_stated, required_lines
from plateia.settings.plan_files.actions import Action, Measure
from plateia.wording import Wording
from plateia.wording.templates import capital


def actions_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return the actions by priority, as the plan lists them within each."""
    actions = report.plan.actions
    if not actions:
        return None
    ordered = sorted(actions.items(), key=lambda row: row[1].priority)
    inner = tuple(
        Section(f"action-{id_}", action.title, tuple(_blocks(report, id_, wording))) for id_, action in ordered
    )
    overview = (actions_table(report, wording=wording),) if len(actions) > 1 else ()
    return Section("actions", wording.text("action.heading"), overview, inner)


def actions_table(report: PlanReport, *, wording: Wording) -> Table:
    """Return all actions in one table."""
    rows = tuple(
        (
            action.title,
            _state(report, id_, wording),
            action.lead,
            *(
                wording.text("plan_report.not_stated") if day is None else written_day(day, wording=wording)
                for day in (action.starts, action.ends)
            ),
        )
        for id_, action in sorted(report.plan.actions.items(), key=lambda row: row[1].priority)
    )
    names = ("action", "state", "lead", "starts", "ends")
    columns = tuple(wording.text(f"plan_report.{name}") for name in names)
    return Table(wording.text("action.heading"), columns, rows)


def _state(report: PlanReport, id_: str, wording: Wording) -> str:
    """Return the state of an action; that one says it is active which cannot be, where the check finds errors."""
    status = report.plan.actions[id_].status
    n_errors = len(errors_of(report.remarks, file=f"actions/{id_}.toml"))
    if status == "active" and n_errors:
        return wording.text("plan_report.not_active_yet", n=n_errors)
    return wording.text(f"action.status.{status}")


def _blocks(report: PlanReport, id_: str, wording: Wording) -> list[Block]:
    action = report.plan.actions[id_]
    blocks: list[Block] = [_facts(report, id_, wording)]
    if action.stopped_because is not None:
        blocks.insert(0, Paragraph(wording.text("plan_report.stopped", reason=action.stopped_because), "warning"))
    if action.measures:
        blocks.append(_measures(report, action, wording))
    blocks += _practices(report, action, wording)
    return blocks + _costs(action, wording)


def _facts(report: PlanReport, id_: str, wording: Wording) -> Table:
    plan = report.plan
    action = plan.actions[id_]
    names = {partner.id: partner.name for partner in plan.file.partners}
    starts, ends = (None if day is None else written_day(day, wording=wording) for day in (action.starts, action.ends))
    theory = plan.theories.get(action.theory or "")
    problems = [plan.problems[id_].title if id_ in plan.problems else id_ for id_ in action.problems]
    facts = (
        ("action.need", action.need),
        ("action.novelty", action.novelty),
        ("action.readiness", action.readiness),
        ("plan_report.state", _state(report, id_, wording)),
        ("action.priority", wording.number(action.priority)),
        ("plan_report.starts", starts),
        ("plan_report.ends", ends),
        ("action.lead", action.lead),
        ("action.members", _listed([names.get(id_, id_) for id_ in action.members], wording)),
        ("problem.heading", _listed(problems, wording)),
        ("theory.heading", action.theory if theory is None else theory.title),
        ("action.objectives", _terms("action.objective", action.objectives, wording)),
        ("plan_report.goals", _listed([wording.number(goal) for goal in action.sdgs], wording)),
        ("plan_report.cross_cutting", _terms("action.cross_cutting", action.cross_cutting, wording)),
        ("action.dpia", _dpia(action.dpia, wording)),
    )  # fmt: skip
    rows = tuple((wording.text(key), or_unstated(text, wording=wording)) for key, text in facts)
    columns = (wording.text("plan_report.asked"), wording.text("plan_report.answer"))
    return Table(wording.text("plan_report.action_facts"), columns, rows)


def _dpia(answer: str, wording: Wording) -> str:
    """Return the answer with its first words in the language of the report."""
    state, _, reason = answer.partition(": ")
    said = wording.text(f"plan_report.dpia.{state.replace(' ', '_')}")
    return wording.text("plan_report.labelled", label=said, text=reason) if reason else said


def _terms(key: str, codes: Sequence[str], wording: Wording) -> str | None:
    return _listed([wording.text(f"{key}.{code}") for code in codes], wording)


def _listed(parts: list[str], wording: Wording) -> str | None:
    return wording.listed(parts) if parts else None


def _measures(report: PlanReport, action: Action, wording: Wording) -> Table:
    none = wording.text("plan_report.none")
    rows = []
    for row in action.measures:
        rests_on = _rests_on(report, row, wording)
        rows.append((row.text, rests_on or none, wording.listed(list(row.practices)) if row.practices else none))
    columns = tuple(wording.text(f"plan_report.{name}") for name in ("measure", "rests_on", "practice"))
    return Table(wording.text("action.measures"), columns, tuple(rows))


def _rests_on(report: PlanReport, measure: Measure, wording: Wording) -> str | None:
    """Return the technology of a measure, or why it rests on none."""
    if measure.no_technology_because is not None:
        return wording.text("plan_report.rests_on_none", reason=measure.no_technology_because)
    known = report.plan.technologies.get(measure.technology or "")
    return measure.technology if known is None else known.title


def _practices(report: PlanReport, action: Action, wording: Wording) -> list[Block]:
    if not action.good_practices and not practices_of(action):
        return []
    blocks: list[Block] = []
    rows = tuple(
        (
            practice_named(row.practice, report, wording=wording),
            *(or_unstated(getattr(row, part), wording=wording) for part in ("implemented", "successful", "replicable")),
            wording.text(f"action.use.{row.use}"),
        )
        for row in action.good_practices
    )
    if rows:
        parts = ("implemented", "successful", "replicable")
        columns = (
            wording.text("plan_report.practice"),
            *(capital(wording.text(f"action.practice_part.{part}")) for part in parts),
            wording.text("plan_report.use"),
        )
        blocks.append(Table(wording.text("action.good_practices"), columns, rows))
    known = [report.practices[id_] for id_ in practices_of(action) if id_ in report.practices]
    if known:
        blocks.append(evidence_table(known, wording=wording))
    if any(entry.person_level for entry in known):
        blocks.append(Paragraph(" ".join(required_lines(wording)), "warning"))
    return blocks


def practice_named(id_: str, report: PlanReport, *, wording: Wording) -> str:
    """Return a practice with its name and where it was done, as far as anybody knows it."""
    entry = report.practices.get(id_)
    if entry is None:
        return wording.text("plan_report.practice_unknown", id=id_)
    where = ", ".join((*entry.city_or_organisation, *((entry.country,) if entry.country else ())))
    return wording.text(
        "plan_report.practice_named", id=id_, name=entry.name, where=or_unstated(where, wording=wording)
    )


def evidence_table(practices: list[Practice], *, wording: Wording) -> Table:
    """Return what is stated of each practice by the five fields of EMMIE, side by side and never added up."""
    rows = []
    for entry in practices:
        codes = entry.codes_by_facet("emmie")
        stated = ("; ".join(code.words for code in codes if code.code == name) for name in EMMIE_FIELDS)
        texts = dict(zip(EMMIE_FIELDS, stated, strict=True))
        texts["effect"] = evidence_stated(texts["effect"], entry, wording=wording)
        cells = (or_unstated(words, wording=wording) for words in texts.values())
        rows.append((f"{entry.id}: {entry.name}", *cells))
    columns = (
        wording.text("plan_report.practice"),
        *(wording.text(f"emmie.dimension.{name}") for name in EMMIE_FIELDS),
    )
    coded = coded_by_text(practices, wording=wording)
    note = f"{coded} {wording.text('content.claim')} {wording.text('emmie.never_added')}"
    return Table(wording.text("plan_report.practice_evidence"), columns, tuple(rows), note=note)


def _costs(action: Action, wording: Wording) -> list[Block]:
    costs = action.costs
    if costs is None:
        return []
    rows = tuple(
        (
            stream.what,
            wording.text(f"plan_report.cost_kind.{stream.kind}"),
            stream.bearer,
            wording.number(sum(stream.amounts)),
        )
        for stream in costs.streams
    )
    columns = tuple(wording.text(f"plan_report.{name}") for name in ("cost_what", "kind", "cost_bearer", "cost_total"))
    caption = wording.text(
        "plan_report.costs", years=costs.years, currency=costs.currency, price_year=str(costs.price_year)
    )
    return [Table(caption, columns, rows, frozenset({3}))]
