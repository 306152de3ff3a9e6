"""What all tests share: one way to find real data, and chance that is the same every time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# No deadline: the first example may compile a kernel. No database: what failed once is written down as a test.
settings.register_profile("plateia", derandomize=True, deadline=None, database=None)
settings.load_profile("plateia")


def find_realdata() -> Path | None:
    """Return the folder of real open data, or None where this machine has none.

    ``PLATEIA_REALDATA`` names it; otherwise it is ``shared/data`` beside the checkout or beside a folder above it.
    """
    named = os.environ.get("PLATEIA_REALDATA")
    candidates = [Path(named)] if named else [folder / "shared" / "data" for folder in ROOT.parents]
    return next((folder for folder in candidates if folder.is_dir()), None)


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real open data; the test is skipped, saying so, where there is none."""
    folder = find_realdata()
    if folder is None:
        pytest.skip("The folder of real open data is not here: set PLATEIA_REALDATA or lay it at ../shared/data.")
    return folder


class RealdataTally:
    """Counts the tests on real data, so that CI cannot pass by having skipped them all."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.passed: set[str] = set()

    @property
    def were_all_skipped(self) -> bool:
        """True where the data lie here and not one of the tests that want them passed."""
        return bool(self.seen) and not self.passed and find_realdata() is not None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the test if it carries the mark; with xdist the reports of all workers come by here."""
        if "realdata" in report.keywords:
            self.seen.add(report.nodeid)
            if report.when == "call" and report.passed:
                self.passed.add(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        """Turn a green run red where real data lie here and no test read them."""
        if self.were_all_skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return (yield)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say why."""
        if self.were_all_skipped:
            terminalreporter.section("real data")
            terminalreporter.line(
                f"{find_realdata()} is here, yet none of {len(self.seen)} tests marked realdata passed: CI fails.",
                red=True,
            )


def pytest_configure(config: pytest.Config) -> None:
    """Watch over the tests on real data, in CI and in the process that gathers the results."""
    is_worker = hasattr(config, "workerinput")
    if os.environ.get("CI", "").lower() in ("1", "true") and not is_worker:
        config.pluginmanager.register(RealdataTally(), "realdata-tally")
