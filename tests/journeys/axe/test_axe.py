"""The page under axe-core in a real browser: no violation of WCAG 2.2 AA at three widths.

Opt-in, for it needs two things no test fetches: ``PLATEIA_AXE`` names the file ``axe.min.js`` (npm package axe-core),
and a Chromium is installed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from plateia.reports.html import render_html
from plateia.wording import load
from tests.sample_edition import sample_edition, sample_published

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
axe.run(document, {runOnly: {type: 'tag', values: %s}}).then(function (found) {
  var note = document.createElement('pre'); note.id = 'axe-found';
  note.textContent = JSON.stringify(found.violations.map(function (v) { return [v.id, v.nodes.length]; }));
  document.body.appendChild(note);
});
"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("reader", [None, "Ana Example"])
def test_no_violation(tmp_path: Path, width: int, language: str, reader: str | None) -> None:
    axe = os.environ.get("PLATEIA_AXE")
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if axe is None or browser is None:
        pytest.skip("Set PLATEIA_AXE to axe.min.js and install Chromium to check accessibility in a browser.")
    published = sample_published(sample_edition(seed=1), internal_for=reader)
    page = render_html(published, wording=load(language))
    checked = (
        f"<script>{Path(axe).read_text(encoding='utf-8')}</script><script>{RUN % json.dumps(RULES)}</script></body>"
    )
    path = tmp_path / "page.html"
    path.write_text(page.replace("</body>", checked), encoding="utf-8")
    answer = subprocess.run(
        [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-sync", "--disable-component-update", f"--user-data-dir={tmp_path / 'profile'}",
            f"--window-size={width},900", "--virtual-time-budget=20000", "--dump-dom", path.as_uri(),
        ],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    found = re.search(r'<pre id="axe-found">(.*?)</pre>', answer.stdout, re.DOTALL)
    assert found is not None
    assert json.loads(unescape(found.group(1))) == []
