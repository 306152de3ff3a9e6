"""Shows what long work is doing, on the error stream, so that results can go into a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STAGES = {
    "areas": "reading areas",
    "incidents": "reading incidents",
    "rows": "reading incidents",
    "intake": "finding areas, duplicates, gaps",
    "tables": "writing tables",
    "dispersion": "how much counts vary",
    "city": "levels and changes of the city",
    "cells": "cells and concentration",
    "findings": "findings",
    "protection": "hiding small numbers",
    "html": "report",
    "pdf": "report as PDF",
    "documents": "Word file and slides",
    "workbook": "workbook",
    "geopackage": "map layers",
    "evaluation": "power, effect, displacement",
}


@contextmanager
def shown(*, quiet: bool) -> Iterator[Callable[[str, int, int | None], None]]:
    """Show what is being done on the error stream; a bar on a terminal, nothing in a pipe or with --json."""
    if quiet or not sys.stderr.isatty():
        from plateia.city.run import silent

        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("starting", total=None)

        def show(stage: str, done: int, total: int | None) -> None:
            rows = f" ({done:,} rows)" if stage == "rows" else f" ({done} of {total})" if total else ""
            bar.update(task, description=STAGES.get(stage, stage) + rows)

        yield show
