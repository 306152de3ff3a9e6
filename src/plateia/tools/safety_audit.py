"""The safety audit: from a city's raw files to findings, tables, maps and reports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plateia.city.run import Progress, silent
from plateia.tools.tool import PUBLISHING, Tool

if TYPE_CHECKING:
    from plateia.findings.edition import Published

TOOL = Tool(
    name="audit",
    question="What do our records show: what happens, where and when, what changed, and what can we not say?",
    step="know",
    focus_areas=("safe_public_spaces",),
    needs=("recorded incidents", "areas with boundaries"),
    gives=(
        "audit.html",
        "audit.pdf",
        "briefing.docx",
        "slides.pptx",
        "audit.xlsx",
        "findings.json",
        "tables/*.csv",
        "layers.gpkg",
    ),
    not_for="the risk of a person; priorities: recorded incidents alone name none",
    options=PUBLISHING,
)

DEFAULT_SEED = 1


@dataclass(frozen=True)
class AuditRun:
    """Where a finished audit lies, and what it holds."""

    place: Path
    published: Published


def run(
    folder: Path,
    *,
    seed: int = DEFAULT_SEED,
    language: str | None = None,
    internal_for: str | None = None,
    progress: Progress = silent,
) -> AuditRun:
    """Audit a city folder and keep the result in ``out/audit-NNN``.

    Parameters
    ----------
    folder : Path
        The city folder with its ``city.toml``.
    internal_for : str, optional
        The person a full, watermarked version is made for; without it the protected version is made.

    Raises
    ------
    PlateiaError
        Any error of the settings, the input, the method, publication or the machine; the folder is then as before.
    """
    from plateia.tools.auditing.running import run_audit

    return run_audit(folder, seed=seed, language=language, internal_for=internal_for, progress=progress)
