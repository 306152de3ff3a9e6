"""Whether a sentence denies what it names, in eight languages: who writes that something is not done is not refused."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from plateia.vocabulary.word_spans import Span, pattern_of, spans_of

BEFORE_WITHIN = 1
JOINED_WITHIN = 3
BEHIND_WITHIN = 1
"""So many words may stand between a denial and what it denies: before it, before it with an "or", and behind it."""


def is_denied(folded: str, span: Span) -> bool:
    """Say whether the words of a clause say that what stands at the span is not done.

    Parameters
    ----------
    folded : str
        One clause, see ``word_spans.tokens_of``: a denial beyond a comma denies nothing here.

    Examples
    --------
    >>> is_denied(" no facial recognition is used ", (1, 3)), is_denied(" facial recognition is not used ", (0, 2))
    (True, True)
    >>> is_denied(" not only facial recognition ", (2, 4)), is_denied(" face scans of who does not pay ", (0, 2))
    (False, False)
    """
    words = _words()
    cancelled = {other[0] for other in spans_of(words["only"], folded)}
    joined = any(other[1] == span[0] for other in spans_of(words["or"], folded))
    within = JOINED_WITHIN if joined else BEFORE_WITHIN
    before = any(
        0 <= span[0] - other[1] <= within and other[1] not in cancelled for other in spans_of(words["before"], folded)
    )
    return before or any(
        0 <= other[0] - span[1] <= BEHIND_WITHIN and other[1] not in cancelled
        for other in spans_of(words["behind"], folded)
    )


@cache
def _words() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    tree = tomllib.loads(files(__package__).joinpath("word_denials.toml").read_text(encoding="utf-8"))
    return {name: tuple(map(pattern_of, entries)) for name, entries in tree.items()}
