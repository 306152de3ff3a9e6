"""What a run writes, for the public and for one named person."""

from __future__ import annotations

from pathlib import Path

import docx
import pptx
import pytest

from plateia.tools.auditing.running import write_reports
from plateia.wording import load
from tests.sample_edition import sample_published


@pytest.mark.parametrize("internal_for", [None, "Carmen"])
def test_word_and_slides_lie_beside_the_report(internal_for: str | None, tmp_path: Path) -> None:
    stages = []
    published = sample_published(internal_for=internal_for)
    write_reports(published, tmp_path, wording=load("en"), progress=lambda stage, *_: stages.append(stage))
    names = {path.name for path in tmp_path.iterdir()}
    assert {"audit.html", "audit.pdf", "audit.xlsx", "briefing.docx", "slides.pptx", "findings.json"} <= names
    assert "documents" in stages
    header = docx.Document(str(tmp_path / "briefing.docx")).sections[0].header.paragraphs[0].text
    assert ("Internal: for Carmen" in header) == (internal_for is not None)
    assert len(pptx.Presentation(str(tmp_path / "slides.pptx")).slides) == 6
