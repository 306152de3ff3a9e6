"""Charts and maps as PNG, for Word files and slides: drawn by typst with our fonts, on any machine alike."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from importlib.resources import as_file, files

from plateia.reports.document import Figure

PPI = 216
"""Three times the size in which pictures are drawn: sharp on paper and on a projector."""


@dataclass(frozen=True)
class Picture:
    """A PNG file and its size in pixels."""

    png: bytes
    width_px: int
    height_px: int

    def fitted(self, *, width: float, height: float) -> tuple[float, float]:
        """Return width and height of the picture in a box, in the units of the box.

        Examples
        --------
        >>> Picture(b"", 1000, 500).fitted(width=6, height=9)
        (6.0, 3.0)
        """
        scale = min(width / self.width_px, height / self.height_px)
        return self.width_px * scale, self.height_px * scale


@lru_cache(maxsize=8)
def picture_of(svg: str) -> Picture:
    """Return a drawn chart or map as PNG; the last few are kept, as one map stands in several documents."""
    import typst

    here = files(__package__)
    with as_file(here.joinpath("typst")) as folder, as_file(here.joinpath("fonts")) as fonts:
        png = typst.compile(
            str(folder / "picture.typ"),
            root=str(folder),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="png",
            ppi=PPI,
            sys_inputs={"svg": svg},
        )
    assert isinstance(png, bytes)
    # Width and height stand in the header of every PNG file, behind its eight bytes of signature.
    width_px, height_px = struct.unpack(">II", png[16:24])
    return Picture(png, width_px, height_px)


def alternative_text(figure: Figure) -> str:
    """Return title and description of a figure: what is read out in its place."""
    described = re.search(r"<desc[^>]*>(.*?)</desc>", figure.svg, re.DOTALL)
    return f"{figure.title}. {unescape(described.group(1))}" if described else figure.title
