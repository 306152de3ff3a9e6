"""Run benchmarks and print their tables.

    python3 do.py bench [NAME ...] [--quick]

Without a name all are run. Each is seeded; ``--quick`` takes fewer seeds, smaller cities and fewer mutations. The exit
code is 1 where a bound of the project is not held.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

Rows = list[dict[str, Any]]
MOST_ALARMED = 0.10
PLACEBO_SHARES = (0.02, 0.08)


def kernels(_quick: bool) -> list[tuple[str, Rows]]:
    from benchmarks import kernels as bench

    return [("Kernels beside the best Python peer", bench.run())]


def placebo(quick: bool) -> list[tuple[str, Rows]]:
    from benchmarks import placebo as bench

    tables = []
    for city in list(bench.CITIES)[: 1 if quick else None]:
        directions = {
            "2018 against 2019": (bench.COMPARED, bench.OTHER_YEARS),
            "2020 against 2021": (bench.OTHER_YEARS, bench.COMPARED),
        }
        for direction, (compared, past) in directions.items():
            try:
                rows = bench.run(city=city, compared=compared, past=past)
            except SystemExit as absent:
                print(f"placebo is left out. {absent}")
                return []
            for row in rows:
                row["bound"] = f"2 to 8 %: {'held' if placebo_held(row) else 'NOT HELD'}"
            tables.append((f"Areas flagged at 5 % although nothing was done: {city}, {direction}", rows))
    return tables


def placebo_held(row: dict[str, Any]) -> bool:
    """Tell whether the share lies between 2 and 8 %, or cannot be told from it with so few areas."""
    low, high = PLACEBO_SHARES
    return bool(row["chance_low"] <= row["share"] <= row["chance_high"] or low <= row["share"] <= high)


def null_cities(quick: bool) -> list[tuple[str, Rows]]:
    from benchmarks import null_cities as bench

    alarms = bench.run(20 if quick else 100)
    for row in alarms:
        # With 20 seeds a true share of 5 % gives up to 4 in 97 of 100 runs.
        most = 4 if quick else round(MOST_ALARMED * row["seeds"])
        row["bound"] = f"{most}: {'held' if row['any place'] <= most else 'NOT HELD'}"
    return [
        ("Null cities in which any area, district or cell is flagged", alarms),
        ("Planted cities: what was planted is found", bench.run_power(10 if quick else 50)),
    ]


def mutations(quick: bool) -> list[tuple[str, Rows]]:
    from benchmarks import mutations as bench

    rows = bench.run(100 if quick else 5000, seed=1)
    for row in rows:
        row["bound"] = f"no fault: {'NOT HELD' if row['faults'] else 'held'}"
        row["faults"], row["errors"] = len(row["faults"]), len(row["errors"])
    return [("Damaged files: an account or an error, never a fault", rows)]


def size(quick: bool) -> list[tuple[str, Rows]]:
    from benchmarks import size as bench

    return [("The real command in a cold process", bench.run(quick=quick))]


def search(quick: bool) -> list[tuple[str, Rows]]:
    from benchmarks import search as bench

    return [("Search of 20,000 generated entries", bench.run(repeats=1 if quick else 10))]


def effects(quick: bool) -> list[tuple[str, Rows]]:
    from benchmarks import effects as bench

    covered, rejected = bench.run(200 if quick else 2000)
    tables = [
        ("How often the 95 % interval of an effect holds the truth", covered),
        ("How often a test finds an effect where there is none", rejected),
    ]
    try:
        real = bench.run_on_real_data(draws=100 if quick else 400)
    except SystemExit as absent:
        print(f"Effects on real areas are left out. {absent}")
        return tables
    return [*tables, ("Effects found at 5 % in real areas in which nothing was done", real)]


def placebo_effects(quick: bool) -> list[tuple[str, Rows]]:
    from benchmarks import placebo_effects as bench

    try:
        return [(f"Effects found at 5 %: {study.title}", bench.run(study, quick=quick)) for study in bench.STUDIES]
    except SystemExit as absent:
        print(f"placebo_effects is left out. {absent}")
        return []


BENCHMARKS: dict[str, Callable[[bool], list[tuple[str, Rows]]]] = {
    "kernels": kernels,
    "placebo": placebo,
    "null_cities": null_cities,
    "mutations": mutations,
    "effects": effects,
    "placebo_effects": placebo_effects,
    "size": size,
    "search": search,
}


def main() -> int:
    """Run what was asked for and return the exit code."""
    arguments = argparse.ArgumentParser(prog="do.py bench", description="Run benchmarks and print their tables.")
    arguments.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all by default")
    arguments.add_argument("--quick", action="store_true", help="fewer seeds, smaller cities")
    chosen = arguments.parse_args()
    unknown = sorted(set(chosen.names) - set(BENCHMARKS))
    if unknown:
        arguments.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    held = True
    for name in chosen.names or BENCHMARKS:
        started = time.perf_counter()
        for title, rows in BENCHMARKS[name](chosen.quick):
            print(f"\n{title}")
            print_table(rows)
            held &= not any("NOT HELD" in str(row.get("bound")) for row in rows)
        print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)
    return 0 if held else 1


def print_table(rows: Rows) -> None:
    """Print rows as columns of equal width."""
    lines = [list(rows[0]), *([_shown(cell) for cell in row.values()] for row in rows)] if rows else []
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))] if lines else []
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _shown(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)


if __name__ == "__main__":
    sys.exit(main())
