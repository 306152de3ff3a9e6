"""The words people read: sentences, units and formats per language, as data.

No sentence a reader sees is written in code. ``load("de")`` gives a :class:`Wording`; its texts stand in
``wording/de/``. Templates hold named fields with a format of their own: ``{n:number}``, ``{share:percent}``,
``{n:count.incident}``, ``{offence_category:category}``; ``docs/wording.md`` lists them.
"""

from __future__ import annotations

from plateia.wording.phrases import Wording, languages, load

__all__ = ["Wording", "languages", "load"]
