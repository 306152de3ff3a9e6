"""Documentation that must agree with the code: generated pages, the settings block, method pages of findings."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from plateia.settings.reading import parse_settings

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.DOTALL)


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "docs/build.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_settings_block_of_the_design_parses() -> None:
    settings = parse_settings(BLOCKS[0])
    assert [source.format for source in settings.incidents] == ["police.uk", "table"]
    assert settings.areas.levels["district"].column == "ward"
    assert settings.areas.population[0].dwellings == "dwellings"
    assert settings.governance.minimum_count == 5


@pytest.mark.parametrize("block", BLOCKS[2:4], ids=["joined tables", "supplied tables"])
def test_further_blocks_parse_when_added(block: str) -> None:
    base = BLOCKS[0]
    if "[areas.names]" in block:
        base = re.sub(r"\[areas\.levels\.district\].*?(?=\[map\])", "", base, flags=re.DOTALL)
    settings = parse_settings(base + "\n" + block)
    assert settings.areas.names is not None or settings.harm is not None


def test_the_template_of_a_new_city_has_only_known_keys() -> None:
    template = (ROOT / "src" / "plateia" / "city" / "city.template.toml").read_text(encoding="utf-8")
    uncommented = re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", template)
    settings = parse_settings(uncommented)
    assert settings.areas.population
    assert settings.period.to == "2021-09-30"


def test_every_method_a_finding_names_has_a_page() -> None:
    named = set()
    for path in (ROOT / "src" / "plateia" / "tools" / "auditing").glob("*.py"):
        named |= set(re.findall(r'method="([a-z_]+)"', path.read_text(encoding="utf-8")))
    pages = {path.stem for path in (ROOT / "docs" / "methods").glob("*.md")}
    assert named
    assert named <= pages, named - pages


def test_every_page_is_in_the_index_and_every_link_leads_somewhere() -> None:
    index = ROOT / "docs" / "README.md"
    links = re.findall(r"\]\(([^)#]+)\)", index.read_text(encoding="utf-8"))
    linked = {(index.parent / link).resolve() for link in links}
    assert [str(page) for page in linked if not page.is_file()] == []
    assert set((ROOT / "docs").rglob("*.md")) - linked == {index}


def test_every_guardrail_that_is_cited_is_explained() -> None:
    explained = set(re.findall(r"^\| (G-\d\d) \|", (ROOT / "docs" / "guardrails.md").read_text(encoding="utf-8"), re.M))
    texts = [
        path for room in ("src", "docs") for path in (ROOT / room).rglob("*") if path.suffix in (".py", ".md", ".toml")
    ]
    cited = {number for path in texts for number in re.findall(r"\bG-\d\d\b", path.read_text(encoding="utf-8"))}
    assert cited <= explained
