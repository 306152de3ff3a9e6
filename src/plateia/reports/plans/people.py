"""Who is involved: those concerned, how they are dealt with, the partnership without a score, and who took part."""

from __future__ import annotations

from plateia.plans.partnership_check import FEWEST_FOR_DISTRIBUTION, ConditionReading, partnership_reading
from plateia.plans.stakeholder_grid import Placed, stakeholder_grid
from plateia.reports.document import Block, Figure, Paragraph, Section, Table
from plateia.reports.plans.content import PlanReport, written_day
from plateia.reports.plans.grid_figure import grid_drawing
from plateia.wording import Wording


def people_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return who is concerned, the partners and their partnership, and the occasions to take part."""
    parts = [
        _part("stakeholders", _stakeholders(report, wording), wording),
        _part("partners_and_groups", _partners(report, wording), wording),
        _part("partnership", _partnership(report, wording), wording),
        _part("participation", _participation(report, wording), wording),
    ]
    shown = tuple(part for part in parts if part is not None)
    return Section("people", wording.text("plan_report.people"), sections=shown) if shown else None


def _part(key: str, blocks: list[Block], wording: Wording) -> Section | None:
    return Section(f"people-{key}", wording.text(f"plan_report.{key}"), tuple(blocks)) if blocks else None


def _stakeholders(report: PlanReport, wording: Wording) -> list[Block]:
    if report.plan.stakeholders is None:
        return []
    placed = stakeholder_grid(report.plan.stakeholders)
    title = wording.text("plan_report.grid_title", n=len(placed), n_involved=sum(row.overridden for row in placed))
    said = [
        wording.text(
            "plan_report.grid_said", number=number, name=row.stakeholder.name,
            handling=wording.text(f"stakeholder.handling.{row.handling}"),
        )
        for number, row in enumerate(placed, start=1)
    ]  # fmt: skip
    drawn = grid_drawing(placed, title=title, description=" ".join(said), key="stakeholders", wording=wording)
    blocks: list[Block] = [Figure(drawn, title, wording.text("plan_report.grid_caption")), _grid_table(placed, wording)]
    return blocks


def _grid_table(placed: tuple[Placed, ...], wording: Wording) -> Table:
    rows = []
    for number, row in enumerate(placed, start=1):
        who = row.stakeholder
        handling = wording.text(f"stakeholder.handling.{row.handling}")
        joined = wording.text(f"stakeholder.stage.{who.included_from}")
        if who.left_out_because is not None:
            joined = wording.text("plan_report.left_out", reason=who.left_out_because)
        kind = wording.text(
            "plan_report.stakeholder_kind", kind=wording.text(f"stakeholder.kind.{who.kind}"),
            group=wording.text(f"stakeholder.group.{who.group}"),
        )  # fmt: skip
        rows.append(
            (
                wording.text("plan_report.stakeholder_row", number=number, name=who.name, kind=kind),
                wording.number(who.influence),
                wording.number(who.interest),
                wording.text("plan_report.yes" if who.affected else "plan_report.no"),
                handling,
                joined,
            )
        )
    heads = ("stakeholder.influence", "stakeholder.interest", "stakeholder.affected")
    columns = (
        wording.text("plan_report.who"),
        *(wording.text(head) for head in heads),
        wording.text("plan_report.handling"),
        wording.text("stakeholder.included_from"),
    )
    return Table(wording.text("stakeholder.heading"), columns, tuple(rows), frozenset({1, 2}))


def _partners(report: PlanReport, wording: Wording) -> list[Block]:
    plan = report.plan.file
    names = {partner.id: partner.name for partner in plan.partners}
    blocks: list[Block] = []
    if plan.partners:
        rows = tuple((partner.name, wording.text(f"plan.partner_kind.{partner.kind}")) for partner in plan.partners)
        columns = (wording.text("plan_report.partner"), wording.text("plan_report.kind"))
        blocks.append(Table(wording.text("plan.partners"), columns, rows))
    if plan.working_groups:
        rows3 = tuple(
            (
                group.name,
                wording.listed([names.get(id_, id_) for id_ in group.lead_coordinators]),
                wording.listed([names.get(id_, id_) for id_ in group.partners]),
            )
            for group in plan.working_groups
        )
        columns3 = (
            wording.text("plan_report.group"),
            wording.text("plan.lead_coordinator"),
            wording.text("plan.partners"),
        )
        blocks.append(Table(wording.text("plan.working_groups"), columns3, rows3))
    return blocks


def _partnership(report: PlanReport, wording: Wording) -> list[Block]:
    if report.plan.partnership is None:
        return []
    reading = partnership_reading(report.plan.partnership)
    day = written_day(report.plan.partnership.held, wording=wording)
    n_met, of = reading.n_met, len(reading.conditions)
    verdict = wording.text("partnership.ready") if reading.ready else wording.text(
        "partnership.not_ready", n_met=n_met, of=of
    )  # fmt: skip
    rows = tuple(_condition(row, wording) for row in reading.conditions)
    columns = tuple(wording.text(f"plan_report.{name}") for name in ("condition", "state", "ratings"))
    notes = [wording.text("partnership.limits"), wording.text("partnership.no_score")]
    if any(0 < row.n < FEWEST_FOR_DISTRIBUTION for row in reading.conditions):
        notes.insert(0, wording.text("partnership.too_few"))
    caption = wording.text("plan_report.rated_on", day=day)
    return [Paragraph(verdict), Table(caption, columns, rows, note=" ".join(notes))]


def _condition(row: ConditionReading, wording: Wording) -> tuple[str, str, str]:
    told = wording.text("plan_report.few_ratings")
    if row.median is not None:
        told = wording.text(
            "partnership.distribution", median=row.median, minimum=row.minimum, range=row.range, n=row.n
        )  # fmt: skip
    return (
        wording.text(f"partnership.condition.{row.condition}"),
        wording.text(f"partnership.state.{row.state}"),
        told,
    )


def _participation(report: PlanReport, wording: Wording) -> list[Block]:
    rows = tuple(
        (
            written_day(row.held, wording=wording),
            wording.text(f"plan.state.{row.state}"),
            row.form,
            wording.listed(list(row.groups)),
            wording.number(row.n_people),
            row.what_changed or wording.text("plan_report.not_stated"),
        )
        for row in sorted(report.plan.file.participation, key=lambda row: row.held)
    )
    if not rows:
        return []
    names = ("held", "in_state", "form", "groups", "people_there", "what_changed")
    columns = tuple(wording.text(f"plan_report.{name}") for name in names)
    return [Table(wording.text("plan.participation"), columns, rows, frozenset({4}))]
