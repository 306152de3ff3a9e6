"""One audit from start to finish: read, count, test, protect, write; all of it or nothing."""

from __future__ import annotations

import datetime as dt
import platform
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from plateia.city.publication import read_register, write_register
from plateia.city.retention import check_not_expired, first_taken_in
from plateia.city.run import TABLES, Progress, Run, start_run
from plateia.city.tidy_tables import salt_of, write_tidy_tables
from plateia.errors import SettingsError
from plateia.findings.document import write_findings
from plateia.findings.edition import Edition, Published
from plateia.findings.json_files import write_json
from plateia.findings.register import Register
from plateia.settings.city import CitySettings
from plateia.settings.reading import read_settings
from plateia.sources.files import Fingerprints
from plateia.tools.auditing.assembling import AuditInputs, assemble_edition
from plateia.tools.auditing.practices import practice_files, with_practices
from plateia.tools.auditing.reading import CityData, audit_inputs, manifest_of, read_city
from plateia.tools.knowing.entries import known_practices
from plateia.tools.safety_audit import AuditRun
from plateia.wording import Wording, load

if TYPE_CHECKING:
    from plateia.knowledge.practices import Practice


def run_audit(
    folder: Path, *, seed: int, language: str | None, internal_for: str | None, progress: Progress
) -> AuditRun:
    """Audit a city folder; see ``plateia.tools.safety_audit.run``."""
    clock = Clock()
    settings = read_settings(folder)
    wording = load(language or settings.city.language)
    if internal_for is None:
        check_governance(settings)
    check_not_expired(settings, folder)
    practices, practices_read = known_practices(folder, city=settings.city.name), practice_files(folder)
    fingerprints = Fingerprints()
    try:
        with start_run(folder, tool="audit", internal_for=internal_for) as run:
            salt = salt_of(folder / TABLES)
            city = read_city(settings, folder=folder, salt=salt, fingerprints=fingerprints, progress=progress)
            clock.lap("read")
            inputs = audit_inputs(settings, city, folder=folder, fingerprints=fingerprints, seed=seed)
            _stage_tables(run, settings, city, inputs, salt, progress)
            clock.lap("tables")
            edition = assemble_edition(inputs, stage=lambda stage: progress(stage, 0, None))
            clock.lap("measures")
            published = _published(run, edition, settings, internal_for, folder, progress)
            published = with_practices(published, practices=practices, read=practices_read)
            clock.lap("protection")
            write_reports(published, run.staging, wording=wording, practices=practices, progress=progress)
            clock.lap("reports")
            _write_run_json(run, published, inputs, clock)
    finally:
        fingerprints.close()
    return AuditRun(run.place, published)


class Clock:
    """Seconds spent by stage."""

    def __init__(self) -> None:
        self.started = dt.datetime.now(dt.UTC)
        self._last = time.perf_counter()
        self.seconds: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Note the seconds since the last stage ended."""
        now = time.perf_counter()
        self.seconds[stage] = round(now - self._last, 3)
        self._last = now


def check_governance(settings: CitySettings) -> None:
    """A run that may be made public names who answers for it (design section 4, G-30).

    Raises
    ------
    SettingsError
        ``governance.incomplete``.
    """
    missing = [key for key in ("controller", "contact", "dpia") if not getattr(settings.governance, key)]
    if missing:
        raise SettingsError(
            "governance.incomplete",
            expected="controller, contact and dpia in [governance] before anything may be made public.",
            seen=f"no {', '.join(missing)}.",
            remedy="fill them in, or make an internal version: --internal --for NAME.",
        )


def _stage_tables(
    run: Run, settings: CitySettings, city: CityData, inputs: AuditInputs, salt: str, progress: Progress
) -> None:
    progress("tables", 0, None)
    covered_by = [
        " ".join(f"s{number}" for number, source in enumerate(city.intake.sources, 1) if source.areas_covered[area])
        for area in range(len(city.areas))
    ]
    taken_in = first_taken_in(settings, run.city / TABLES)
    manifest = manifest_of(settings, inputs, salt=salt, taken_in_on=taken_in)
    staged = run.staging / "tidy-tables"
    write_tidy_tables(staged, table=city.intake.table, areas=city.areas, covered_by=covered_by, manifest=manifest)
    run.keep_tables(staged)


def _published(
    run: Run, edition: Edition, settings: CitySettings, internal_for: str | None, folder: Path, progress: Progress
) -> Published:
    from plateia.findings.protect import internal, protect

    progress("protection", 0, None)
    if internal_for is not None:
        return internal(edition, internal_for)
    register: Register = read_register(folder)
    published = protect(edition, minimum_count=settings.governance.minimum_count, register=register)
    staged = run.staging / "register.json"
    write_register(staged, register=register, published=published)
    run.keep_register(staged)
    return published


def write_reports(
    published: Published,
    folder: Path,
    *,
    wording: Wording,
    progress: Progress,
    practices: Sequence[Practice] | None = None,
) -> None:
    """Write every output of an edition that may leave the desk; ``practices``: what findings were matched with."""
    from plateia.reports.files import write_tables
    from plateia.reports.geopackage import write_geopackage
    from plateia.reports.html import render_html
    from plateia.reports.pdf import write_pdf
    from plateia.reports.slides import render_slides
    from plateia.reports.word import render_word
    from plateia.reports.workbook import write_workbook

    progress("tables", 0, None)
    write_findings(published, folder / "findings.json", wording=wording)
    (folder / "tables").mkdir()
    write_tables(published, folder / "tables")
    progress("html", 0, None)
    (folder / "audit.html").write_text(render_html(published, wording=wording, practices=practices), encoding="utf-8")
    progress("pdf", 0, None)
    write_pdf(published, folder / "audit.pdf", wording=wording, practices=practices)
    progress("documents", 0, None)
    (folder / "briefing.docx").write_bytes(render_word(published, wording=wording))
    (folder / "slides.pptx").write_bytes(render_slides(published, wording=wording))
    progress("workbook", 0, None)
    write_workbook(published, folder / "audit.xlsx", wording=wording, practices=practices)
    progress("geopackage", 0, None)
    write_geopackage(published, folder / "layers.gpkg", wording=wording)


def _write_run_json(run: Run, published: Published, inputs: AuditInputs, clock: Clock) -> None:
    """Write what must not stand in the results: clock, machine-dependent versions, timings."""
    content: Mapping[str, object] = {
        "run": run.place.name,
        "started": clock.started.isoformat(timespec="seconds"),
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "seconds": clock.seconds,
        "edition": published.edition.edition,
        "version": "internal" if published.internal_for else "protected",
        "internal_for": published.internal_for,
        "hidden": dict(published.hidden),
        "python": platform.python_version(),
        "system": platform.system(),
        "versions": dict(inputs.versions),
        "inputs": [entry.path for entry in inputs.inputs],
    }
    write_json(content, run.staging / "run.json")
