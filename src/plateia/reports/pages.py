"""A plan or an evaluation as one self-contained page and as PDF/UA-1: imprint, what matters, sections."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from plateia import __version__
from plateia.reports.document import Section
from plateia.reports.html import page_template, template_text
from plateia.reports.office import Imprint
from plateia.reports.pdf import FONTS, MOST_PAGES, ROOMS, Layout, typeset
from plateia.wording import Wording


def render_page(imprint: Imprint, in_short: Sequence[str], sections: Sequence[Section], *, wording: Wording) -> str:
    """Return one HTML file that contacts nobody.

    Parameters
    ----------
    imprint : Imprint
        Title, version mark and labels; an internal version carries its mark as a watermark.
    in_short : sequence of str
        The sentences a mayor reads.
    """
    return page_template("document.html.j2").render(
        imprint=imprint,
        in_short=in_short,
        sections=sections,
        t=wording.text,
        language=wording.language,
        version=__version__,
        style=template_text("audit.css"),
        script=template_text("audit.js"),
    )


def write_page_pdf(
    imprint: Imprint, in_short: Sequence[str], sections: Sequence[Section], path: Path, *, wording: Wording
) -> int:
    """Write the same as one PDF, at most sixty pages, and return how many there are."""
    for room in ROOMS:
        content = {
            "language": wording.language,
            "title": imprint.title,
            "subtitle": imprint.subtitle,
            "labels": list(imprint.labels),
            "author": imprint.author,
            "mark": imprint.mark,
            "watermark": imprint.mark if imprint.internal else None,
            "made_with": imprint.made_with,
            "fonts": list(FONTS),
            "words": {"in_short": wording.text("first_page.in_short")},
            "in_short": list(in_short),
            "sections": Layout(room, wording).chapters(sections),
        }
        pdf, n_pages = typeset("document.typ", content)
        if n_pages <= MOST_PAGES:
            break
    path.write_bytes(pdf)
    return n_pages
