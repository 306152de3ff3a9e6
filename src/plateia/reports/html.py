"""The audit as one self-contained page: no request to anybody; for eye, keyboard, screen reader and paper."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from plateia import __version__
from plateia.findings.edition import Published
from plateia.reports.chapters import chapters
from plateia.reports.document import AreaTable, Block, Figure, Paragraph, Points, Table
from plateia.reports.first_page import first_page
from plateia.reports.practices import Practices
from plateia.wording import Wording

if TYPE_CHECKING:
    from jinja2 import Environment, Template


def render_html(published: Published, *, wording: Wording, practices: Practices = None) -> str:
    """Return the audit as one HTML file that contacts nobody.

    Parameters
    ----------
    published : Published
        The protected version, or the internal one with its watermark.
    wording : Wording
        Language of every text; ``lang`` follows it.
    practices : sequence of Practice, optional
        What findings are compared with; the inventory where left out.

    Returns
    -------
    str
        A complete document: style, script, maps and charts are inside.
    """
    page = page_template("audit.html.j2")
    return page.render(
        page=first_page(published, wording=wording),
        chapters=chapters(published, wording=wording, practices=practices),
        city=published.edition.city,
        internal_for=published.internal_for,
        t=wording.text,
        language=wording.language,
        version=__version__,
        style=template_text("audit.css"),
        script=template_text("audit.js"),
    )


def kind_of(block: Block) -> str:
    """Return the name of a block, by which a template chooses its layout."""
    names = {Paragraph: "paragraph", Points: "points", Table: "table", Figure: "figure", AreaTable: "area_table"}
    return names[type(block)]


def template_text(name: str) -> str:
    """Return a file of the folder ``templates`` as it stands."""
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def page_template(name: str) -> Template:
    """Return a template of a whole page."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("plateia.reports", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["kind_of"] = kind_of
    return environment
