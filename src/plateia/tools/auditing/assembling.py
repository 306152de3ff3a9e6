"""From counts to an edition: every step in order, one family of tests over all places, one order of findings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plateia.findings.edition import Edition, InputFile, Layer, Provenance
from plateia.findings.model import Finding, Months
from plateia.findings.ranking import ranked
from plateia.settings.city import Affected, CitySettings
from plateia.sources.incidents.intake import Intake
from plateia.sources.supplied import SuppliedTable
from plateia.tables.areas import Areas
from plateia.tables.incidents import month_text
from plateia.tools.auditing.accounts import area_account, source_account
from plateia.tools.auditing.area_findings import add_area_levels, add_location_quotients, add_place_changes, change_rows
from plateia.tools.auditing.areas import Changes, areas_table, compare_changes, compare_levels
from plateia.tools.auditing.cells import CellCounts, add_cells, cells_table, count_cells
from plateia.tools.auditing.city import add_city_changes, add_levels, add_trends, months_table
from plateia.tools.auditing.context import AuditContext, Steps
from plateia.tools.auditing.counts import count_incidents
from plateia.tools.auditing.dispersions import Dispersions, estimate_dispersions, note_placebo
from plateia.tools.auditing.looked_at import add_coverage, add_quality, common_caveats, coverage_of
from plateia.tools.auditing.places import add_repeat_places, concentration_table
from plateia.tools.auditing.supplied import add_affected, add_harm
from plateia.tools.auditing.times import add_timing
from plateia.vocabulary import ALL, sensitive_categories

DISTRICT = "district"


@dataclass(frozen=True)
class AuditInputs:
    """All that was read."""

    settings: CitySettings
    areas: Areas
    intake: Intake
    harm: dict[str, float] | None
    affected: list[tuple[Affected, SuppliedTable]]
    context_layers: Mapping[str, Layer]
    inputs: tuple[InputFile, ...]
    settings_sha256: str
    versions: Mapping[str, str]
    seed: int


@dataclass(frozen=True)
class Districts:
    """The coarser level for public maps and sensitive offences."""

    of_area: NDArray[Any]
    ids: list[str]
    names: list[str]


def assemble_edition(given: AuditInputs, *, stage: Callable[[str], None]) -> Edition:
    """Run every step of the audit and return the edition, nothing hidden yet."""
    context = _context(given)
    districts = _districts(given.areas)
    steps = Steps()
    stage("dispersion")
    dispersions = estimate_dispersions(context, districts.of_area if districts else None)
    _note_dispersions(context, dispersions)
    note_placebo(context)
    _note_period(context)
    stage("city")
    add_levels(context, dispersions, steps)
    add_trends(context, steps)
    steps.tables["months"] = months_table(context)
    changed = add_city_changes(context, steps)
    stage("areas")
    steps.tables["areas"] = areas_table(context, dispersions)
    add_location_quotients(context, dispersions, steps)
    stage("cells")
    cells = count_cells(context, steps)
    _test_places(context, cells, districts, dispersions, changed, steps)
    steps.tables["concentration"] = concentration_table(context, cells, dispersions, steps)
    places = add_repeat_places(context, steps)
    if places is not None:
        steps.tables["places"] = places
    stage("findings")
    add_timing(context, steps)
    add_harm(context, given.harm, steps)
    add_affected(context, given.affected, steps)
    coverage = coverage_of(given.settings, given.areas)
    add_coverage(context, coverage, steps)
    add_quality(context, steps)
    findings = ranked(steps.findings, harm_weights=given.harm)
    return _edition(context, given, coverage, findings, steps.tables, districts)


def _context(given: AuditInputs) -> AuditContext:
    counts = count_incidents(given.intake, given.areas)
    texts = counts.month_texts
    declared = tuple(texts) if given.settings.period.months else None
    return AuditContext(
        settings=given.settings,
        areas=given.areas,
        intake=given.intake,
        counts=counts,
        seed=given.seed,
        period=Months(texts[0], texts[-1], declared),
        common_caveats=common_caveats(given.settings, given.intake),
    )


def _districts(areas: Areas) -> Districts | None:
    """Return the level named ``district``, or the first one the settings name."""
    if not areas.parents:
        return None
    level = DISTRICT if DISTRICT in areas.parents else next(iter(areas.parents))
    ids, of_area = np.unique(np.array(areas.parents[level], dtype=str), return_inverse=True)
    names = areas.parent_names[level]
    return Districts(of_area, [str(district) for district in ids], [str(names[str(district)]) for district in ids])


def _note_dispersions(context: AuditContext, dispersions: Dispersions) -> None:
    for category, model in dispersions.areas.items():
        spread = round(float(model.factor(20.0)), 2)
        why = "short_past" if model.assumed else "areas_past"
        context.choose(f"dispersion:areas:{category}", spread, why, form=model.form, n=model.n)
    for category, estimate in dispersions.city.items():
        why = "short_past" if estimate.assumed else "city_past"
        context.choose(f"dispersion:city:{category}", round(estimate.phi, 2), why, n=estimate.n)


def _note_period(context: AuditContext) -> None:
    period = context.settings.period
    undeclared = not (period.from_ or period.to or period.months)
    if undeclared and any(source.dropped.get("outside_period") for source in context.intake.sources):
        span = f"{context.period.first} to {context.period.last}"
        context.choose("period", span, "sparse_edges")


def _test_places(
    context: AuditContext,
    cells: CellCounts | None,
    districts: Districts | None,
    dispersions: Dispersions,
    changed: list[dict[str, Any]],
    steps: Steps,
) -> None:
    """Test areas, districts and cells as one family under false-discovery control, then say what was found."""
    import pandas as pd

    from plateia.measures.intervals import false_discovery_q_values

    pair = context.main_comparison()
    levels = compare_levels(context, dispersions)
    p_values = {"high": levels.p_high, "low": levels.p_low}
    changes: dict[str, Changes] = {}
    if pair is not None:
        changes["area"] = compare_changes(context, pair, dispersions, district_of=None)
        if districts is not None:
            changes["district"] = compare_changes(context, pair, dispersions, district_of=districts.of_area)
        p_values |= {level: change.p for level, change in changes.items()}
    if cells is not None:
        p_values["cells"] = cells.p_tested
    together = false_discovery_q_values(np.concatenate([p.ravel() for p in p_values.values()]))
    q_values, start = {}, 0
    for name, p in p_values.items():
        q_values[name] = np.asarray(together[start : start + p.size]).reshape(p.shape)
        start += p.size
    add_area_levels(context, levels, q_values["high"], q_values["low"], dispersions, steps)
    frames = [pd.DataFrame(changed)] if changed else []
    units = {"area": (list(context.areas.ids), list(context.areas.names))}
    if districts is not None:
        units["district"] = (districts.ids, districts.names)
    for level in sorted(changes, reverse=True):
        ids, names = units[level]
        frames += change_rows(context, changes[level], q_values[level], level=level, ids=ids, names=names)
        add_place_changes(
            context, changes[level], q_values[level], dispersions, steps, level=level, ids=ids, names=names
        )
    steps.tables["changes"] = _changes_table(frames)
    if cells is not None:
        steps.tables["cells"] = cells_table(context, cells, q_values["cells"])
        add_cells(context, cells, q_values["cells"], steps)


def _changes_table(frames: list[Any]) -> Any:
    import pandas as pd

    from plateia.tables.published import CHANGES

    if not frames:
        return pd.DataFrame(columns=CHANGES.column_names)
    table = pd.concat(frames, ignore_index=True)
    table["reason"] = table["reason"].fillna("") if "reason" in table else ""
    for name in ("before", "after"):
        table[name] = table[name].astype("Int64")
    return table[CHANGES.column_names]


def _edition(
    context: AuditContext,
    given: AuditInputs,
    coverage: Any,
    findings: tuple[Finding, ...],
    tables: dict[str, Any],
    districts: Districts | None,
) -> Edition:
    settings, areas = given.settings, given.areas
    return Edition(
        city=settings.city.name,
        country=settings.city.country,
        language=settings.city.language,
        tool="safety-audit",
        edition=_edition_name(context, given),
        governance={key: value for key, value in settings.governance.model_dump().items() if value is not None},
        period=context.period,
        coverage=coverage,
        sources=tuple(
            source_account(context, source, f"s{number}") for number, source in enumerate(context.intake.sources, 1)
        ),
        areas=area_account(settings, areas),
        months_missing=_months_missing(context),
        findings=findings,
        tables=tables,
        layers=_layers(areas, districts, given.context_layers),
        parents={}
        if districts is None
        else dict(zip(areas.ids, (districts.ids[d] for d in districts.of_area), strict=True)),
        denominators={
            area: {name: float(values[place]) for name, values in areas.denominators.items()}
            for place, area in enumerate(areas.ids)
        },
        categories=context.counts.categories,
        sensitive=sensitive_categories() & set(context.counts.categories),
        focus_category=_focus(context, findings),
        provenance=Provenance(
            inputs=given.inputs,
            seed=given.seed,
            versions=given.versions,
            choices=tuple(sorted(context.choices.values(), key=lambda choice: choice.name)),
            settings_sha256=given.settings_sha256,
        ),
        synthetic=settings.city.synthetic,
    )


def _edition_name(context: AuditContext, given: AuditInputs) -> str:
    told = "".join([given.settings_sha256, *(entry.sha256 for entry in given.inputs)])
    return f"{context.period.last}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def _months_missing(context: AuditContext) -> tuple[str, ...]:
    """Return the months that not every source covers."""
    missing = np.zeros(len(context.counts.months), bool)
    for source in context.intake.sources:
        missing |= source.months.missing
    return tuple(month_text(int(month)) for month in context.counts.months[missing])


def _focus(context: AuditContext, findings: Sequence[Finding]) -> str:
    """Return the one problem the first page draws: as set, or the clearest change, or the most frequent category."""
    if context.settings.report.problem in context.counts.categories:
        return str(context.settings.report.problem)
    pair = context.main_comparison()
    clear = [
        finding
        for finding in findings
        if finding.kind == "period_change"
        and finding.values["level"] == "city"
        and pair is not None
        and finding.values["comparison"] == pair.comparison
        and finding.values["reading"] == "clearly_more"
        and finding.values["offence_category"] != ALL
    ]
    if clear:
        chosen = max(clear, key=lambda finding: finding.excess_low or 0.0).values["offence_category"]
        context.choose("focus_category", str(chosen), "clearest_rise")
        return str(chosen)
    counts = context.counts
    own = counts.city[:-1].sum(axis=1)
    if len(own) == 1 or not counts.city[counts.position(ALL)].any():
        chosen = counts.categories[int(np.argmax(own))]
        context.choose("focus_category", chosen, "only_category")
        return chosen
    context.choose("focus_category", ALL, "no_clear_rise")
    return ALL


def _layers(areas: Areas, districts: Districts | None, context_layers: Mapping[str, Layer]) -> dict[str, Layer]:
    import shapely

    layers = {"areas": Layer(areas.ids, areas.geometry, areas.names, areas.crs)}
    if districts is not None:
        shapes = [
            shapely.union_all(areas.geometry[districts.of_area == number], grid_size=0.01)
            for number in range(len(districts.ids))
        ]
        layers["districts"] = Layer(tuple(districts.ids), np.array(shapes, object), tuple(districts.names), areas.crs)
    return {**layers, **context_layers}
