"""What ``plan.toml`` has to hold: working groups with one lead, a cycle that moves on documents, answered comments."""

from __future__ import annotations

from datetime import date

from plateia.plans.cycle import lacking_in
from plateia.plans.remarks import Remark, repeated_ids
from plateia.settings.plan_files.foresight import Foresight
from plateia.settings.plan_files.plan import STATES, Consultation, PlanFile, WorkingGroup

FILE = "plan.toml"


def check_plan_file(plan: PlanFile, *, any_active: bool, today: date) -> list[Remark]:
    """Return what is wrong with partners, groups, cycle, council decision and consultation."""
    remarks = _partners(plan) + _cycle(plan)
    if any_active and plan.council is None:
        remarks.append(Remark("plan.no-council-decision", "warning", FILE, "council"))
    if plan.consultation is None:
        if any_active:
            remarks.append(Remark("plan.no-consultation", "warning", FILE, "consultation", "urban_agenda"))
        return remarks
    return remarks + _consultation(plan.consultation, today)


def _partners(plan: PlanFile) -> list[Remark]:
    partners = {partner.id for partner in plan.partners}
    remarks = []
    for group in plan.working_groups:
        remarks += _group(group, partners)
    active = {partner for group in plan.working_groups for partner in (*group.partners, *group.lead_coordinators)}
    remarks += [
        Remark("plan.partner-idle", "error", FILE, partner.id, "urban_agenda", {"partner": partner.id})
        for partner in plan.partners
        if plan.working_groups and partner.id not in active
    ]
    return remarks


def _group(group: WorkingGroup, partners: set[str]) -> list[Remark]:
    remarks = []
    n_leads = len(set(group.lead_coordinators))
    if n_leads != 1:
        details = {"group": group.id, "n": n_leads}
        remarks.append(Remark("plan.group-lead", "error", FILE, group.id, "urban_agenda", details))
    remarks += [
        Remark("plan.partner-unknown", "error", FILE, group.id, details={"group": group.id, "partner": partner})
        for partner in dict.fromkeys((*group.lead_coordinators, *group.partners))
        if partner not in partners
    ]
    return remarks


def _cycle(plan: PlanFile) -> list[Remark]:
    """A state is left on an approved document, and people take part in every state up to the present one."""
    remarks = []
    states = STATES[: STATES.index(plan.cycle.state) + 1]
    for state in states:
        lacking = lacking_in(state, plan.cycle, plan.participation)
        if "approved_document" in lacking and state != plan.cycle.state:
            remarks.append(Remark("plan.no-approved-document", "warning", FILE, "cycle", "cycle", {"state": state}))
        if "participation" in lacking:
            remarks.append(Remark("plan.no-participation", "warning", FILE, "participation", "cycle", {"state": state}))
    return remarks


def _consultation(consultation: Consultation, today: date) -> list[Remark]:
    remarks = [
        Remark("plan.comment-twice", "error", FILE, id_, details={"comment": id_})
        for id_ in repeated_ids(comment.id for comment in consultation.comments)
    ]
    n_open = sum(comment.disposition == "open" for comment in consultation.comments)
    if n_open and today > consultation.closes:
        details = {"n": n_open, "day": consultation.closes.isoformat()}
        remarks.append(Remark("plan.comments-open", "warning", FILE, "consultation", "urban_agenda", details))
    return remarks


def check_foresight(foresight: Foresight, *, file: str, today: date) -> list[Remark]:
    """Return the expectations that are due and not resolved, or resolved before anybody could know."""
    remarks = []
    for row in foresight.expectations:
        details = {"expectation": row.id, "day": row.due.isoformat()}
        if row.came_true is None and today > row.due:
            remarks.append(Remark("foresight.not-resolved", "note", file, row.id, details=details))
        if row.resolved_on is not None and row.resolved_on > today:
            remarks.append(Remark("foresight.resolved-in-future", "error", file, row.id, details=details))
        if row.resolved_on is not None and row.resolved_on < row.due and row.came_true is False:
            remarks.append(Remark("foresight.resolved-early", "warning", file, row.id, details=details))
    remarks += [
        Remark("foresight.twice", "error", file, id_, details={"expectation": id_})
        for id_ in repeated_ids(row.id for row in foresight.expectations)
    ]
    return remarks
