"""The problems of a plan: what is seen, how the view of it changed, on whose evidence, and in four dimensions."""

from __future__ import annotations

from plateia.plans.export import said
from plateia.plans.problem_rules import latest_frame, reframings
from plateia.plans.thor import POSSIBLE_LINKS, ThorReading, quadrant_of, thor_reading
from plateia.reports.document import Block, Figure, Paragraph, Points, Section, Table
from plateia.reports.plans.content import PlanReport, or_unstated, written_day
from plateia.reports.plans.thor_figure import thor_matrix
from plateia.settings.plan_files.problems import CELLS, DIMENSIONS, Frame, Problem, Thor
from plateia.wording import Wording
from plateia.wording.templates import capital

FRAMING = ("problem.", "thor.")


def problems_section(report: PlanReport, *, wording: Wording) -> Section | None:
    """Return the problems, one section each; of one problem the heading is its title."""
    if not report.plan.problems:
        return None
    inner = tuple(
        Section(
            f"problem-{name}",
            problem.title,
            tuple(_blocks(report, name, problem, wording)),
            _thor(name, problem, wording),
        )
        for name, problem in report.plan.problems.items()
    )
    return Section("problem", wording.text("problem.heading"), sections=inner)


def symptom_lines(problem: Problem, *, wording: Wording) -> tuple[str, ...]:
    """Return what is seen, where, when and by whom it is suffered, one line each."""
    frame = latest_frame(problem)
    said = [wording.text("plan_report.labelled", label=wording.text(f"problem.{name}"), text=getattr(frame, name))
            for name in ("symptom", "affected", "where", "when")]  # fmt: skip
    if frame.how_might_we is not None:
        said.append(wording.text("plan_report.question", question=frame.how_might_we))
    return tuple(said)


def _blocks(report: PlanReport, name: str, problem: Problem, wording: Wording) -> list[Block]:
    frame = latest_frame(problem)
    blocks: list[Block] = [Points(symptom_lines(problem, wording=wording))]
    warnings = [
        said(remark, wording=wording)
        for remark in report.remarks
        if remark.file == f"problems/{name}.toml" and remark.code.startswith(FRAMING) and remark.gravity == "warning"
    ]
    blocks += [Paragraph(sentence, "warning") for sentence in warnings]
    blocks += _evidence(frame, wording)
    blocks += _frames(problem, wording)
    actions = [report.plan.actions[id_].title if id_ in report.plan.actions else id_ for id_ in problem.actions]
    answers = (
        ("analysis", problem.analysis),
        ("response", wording.listed(actions) if actions else None),
        ("assessment", problem.assessment),
        ("owner", problem.owner),
        ("findings", wording.listed(list(problem.findings)) if problem.findings else None),
    )
    rows = tuple((wording.text(f"problem.{key}"), or_unstated(text, wording=wording)) for key, text in answers)
    columns = (wording.text("plan_report.step"), wording.text("plan_report.answer"))
    blocks.append(Table(wording.text("plan_report.sara"), columns, rows))
    return blocks


def _evidence(frame: Frame, wording: Wording) -> list[Block]:
    if not frame.evidence:
        return []
    rows = tuple(
        (row.source, wording.text(f"problem.kind.{row.kind}"), row.says, or_unstated(row.period, wording=wording))
        for row in frame.evidence
    )
    columns = tuple(wording.text(f"plan_report.evidence_{name}") for name in ("source", "kind", "says", "period"))
    return [Table(wording.text("plan_report.evidence"), columns, rows)]


def _frames(problem: Problem, wording: Wording) -> list[Block]:
    """Return every frame with its day; a later one says what became new."""
    frames = sorted(problem.frames, key=lambda frame: frame.dated)
    rows = tuple(
        (
            written_day(frame.dated, wording=wording),
            wording.listed(list(frame.named_by)),
            frame.symptom,
            wording.listed(list(frame.causes)) if frame.causes else wording.text("plan_report.not_stated"),
        )
        for frame in frames
    )
    columns = tuple(wording.text(f"problem.{name}") for name in ("dated", "named_by", "symptom", "causes"))
    blocks: list[Block] = [Table(wording.text("problem.frames"), columns, rows)]
    changes = tuple(
        wording.text(
            "problem.reframed", day=written_day(change.dated, wording=wording),
            causes=wording.listed(list(change.new_causes)), sources=wording.listed(list(change.new_sources)),
            partners=wording.listed(list(change.new_partners)),
        )
        for change in reframings(problem)
    )  # fmt: skip
    return [*blocks, Points(changes)] if changes else blocks


def _thor(name: str, problem: Problem, wording: Wording) -> tuple[Section, ...]:
    if problem.thor is None:
        return ()
    reading = thor_reading(problem.thor)
    blocks: list[Block] = [_matrix(name, problem, reading, wording)]
    density = {"n": sum(map(sum, reading.links)), "of": POSSIBLE_LINKS, "share": reading.density}
    blocks.append(Paragraph(wording.text("thor.density", **density)))
    for key, dimensions in (("root_candidates", reading.root_candidates), ("symptoms", reading.symptoms)):
        if dimensions:
            blocks.append(Paragraph(wording.text(f"thor.{key}", dimensions=dimensions)))
    blocks += [_cells(problem.thor, wording), *_links(problem.thor, wording)]
    blocks.append(Paragraph(wording.text("thor.note"), "note"))
    return (Section(f"thor-{name}", wording.text("thor.heading"), tuple(blocks)),)


def _matrix(name: str, problem: Problem, reading: ThorReading, wording: Wording) -> Figure:
    links = [] if problem.thor is None else problem.thor.links
    said = [
        wording.text(
            "plan_report.link_said", source=wording.text(f"thor.dimension.{link.from_}"),
            target=wording.text(f"thor.dimension.{link.to}"),
        )
        for link in links
    ]  # fmt: skip
    title = wording.text("plan_report.thor_title")
    description = " ".join(said) or wording.text("plan_report.no_links")
    drawn = thor_matrix(reading, title=title, description=description, key=f"thor-{name}", wording=wording)
    return Figure(drawn, title, wording.text("plan_report.thor_caption"))


def _cells(thor: Thor, wording: Wording) -> Table:
    rows = tuple(
        (
            capital(wording.text(f"thor.dimension.{dimension}")),
            *(or_unstated(getattr(quadrant_of(thor, dimension), cell), wording=wording) for cell in CELLS),
        )
        for dimension in DIMENSIONS
    )
    columns = (wording.text("plan_report.dimension"), *(wording.text(f"thor.cell.{cell}") for cell in CELLS))
    return Table(wording.text("plan_report.thor_cells"), columns, rows)


def _links(thor: Thor, wording: Wording) -> list[Block]:
    if not thor.links:
        return []
    rows = tuple(
        (
            capital(wording.text(f"thor.dimension.{link.from_}")),
            wording.text(f"thor.dimension.{link.to}"),
            link.because,
        )
        for link in thor.links
    )
    columns = tuple(wording.text(f"plan_report.link_{name}") for name in ("from", "to", "because"))
    return [Table(wording.text("thor.links"), columns, rows)]
