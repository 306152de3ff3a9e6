"""One language: its texts, numbers, months and the sentences of findings."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from plateia.errors import SettingsError
from plateia.wording.statements import extra_keys, statement_key, statement_values
from plateia.wording.templates import Filler, SaysSomething, SpansMonths, capital

Text = str | Mapping[str, str]


def languages() -> tuple[str, ...]:
    """Return the languages there are, in alphabetical order.

    Examples
    --------
    >>> languages()
    ('de', 'en')
    """
    entries = files(__package__).iterdir()
    return tuple(sorted(entry.name for entry in entries if entry.joinpath("audit.toml").is_file()))


@cache
def load(language: str) -> Wording:
    """Return the wording of one language; read once.

    Raises
    ------
    SettingsError
        ``language.unknown``: there is no wording for it.

    Examples
    --------
    >>> load("en").number(1234.5, digits=1), load("de").number(1234.5, digits=1)
    ('1,234.5', '1.234,5')
    """
    if language not in languages():
        raise SettingsError(
            "language.unknown",
            expected="A language that Plateia writes.",
            seen=f"language = {language!r}.",
            remedy=f"one of {', '.join(languages())}.",
        )
    return Wording(language=language, texts=_texts_of(language))


def _texts_of(language: str) -> dict[str, Text]:
    """Read the files of one language, one for each subject; a key stands in one of them only."""
    texts: dict[str, Text] = {}
    subjects = sorted(files(__package__).joinpath(language).iterdir(), key=lambda entry: entry.name)
    for subject in subjects:
        found = _flat(tomllib.loads(subject.read_text(encoding="utf-8")))
        twice = found.keys() & texts.keys()
        if twice:
            raise LookupError(f"wording/{language}/{subject.name} says again: {', '.join(sorted(twice))}")
        texts.update(found)
    return texts


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Text]:
    """Join nested tables to dotted keys; a table of ``one`` and ``other`` is one text in two numbers."""
    texts: dict[str, Text] = {}
    for name, branch in tree.items():
        if isinstance(branch, str):
            texts[prefix + name] = branch
        elif isinstance(branch, list):
            texts.update({f"{prefix}{name}.{number}": item for number, item in enumerate(branch)})
        elif set(branch) == {"one", "other"}:
            texts[prefix + name] = branch
        else:
            texts.update(_flat(branch, f"{prefix}{name}."))
    return texts


@dataclass(frozen=True, eq=False)
class Wording:
    """All texts of one language, and how it writes numbers, months and lists.

    Attributes
    ----------
    language : str
        Two letters, as in the ``lang`` attribute of a page.
    texts : mapping of str to str, or to ``{one, other}``
        Template of every key.
    """

    language: str
    texts: Mapping[str, Text]

    @property
    def reviewed(self) -> bool:
        """Whether a native speaker has read the texts; where not, reports print ``language.not_reviewed``."""
        return self.texts["language.reviewed"] == "yes"

    def has(self, key: str) -> bool:
        """Say whether there is a text of this key."""
        return key in self.texts

    def text(self, key: str, /, **values: Any) -> str:
        """Return a text with its fields filled in; ``n`` chooses between one and other.

        Raises
        ------
        LookupError
            No such key, or a field without a value: a fault of the program, not of the user.

        Examples
        --------
        >>> load("en").text("count.incident", n=1), load("en").text("count.incident", n=1234)
        ('1 recorded incident', '1,234 recorded incidents')
        """
        if key not in self.texts:
            raise LookupError(f"wording/{self.language} has no text {key!r}")
        template = self.texts[key]
        if not isinstance(template, str):
            template = template["one" if values.get("n") == 1 else "other"]
        try:
            return Filler(self.written).vformat(template, (), values)
        except KeyError as missing:
            raise LookupError(f"wording/{self.language}.toml: {key!r} wants a value for {missing}") from None

    def number(self, x: float | None, digits: int = 0) -> str:
        """Write a number with the separators of the language; None is a dash.

        Examples
        --------
        >>> load("de").number(-1234567)
        '−1.234.567'
        """
        if x is None or x != x:
            return "–"
        written = f"{abs(x):,.{digits}f}"
        signs = {ord(","): self.text("number.thousands"), ord("."): self.text("number.decimal")}
        swapped = written.translate(signs)
        is_zero = not any(digit in "123456789" for digit in written)
        return swapped if x >= 0 or is_zero else "−" + swapped

    def limit(self, x: float | None) -> str:
        """Write the end of an interval as a whole number, with decimals only where it would read as none.

        Examples
        --------
        >>> [load("en").limit(x) for x in (219.4, 0.0512, -0.3, 0.0)]
        ['219', '0.05', '−0.3', '0']
        """
        if x is None or not math.isfinite(x) or not 0 < abs(x) < 0.5:
            return self.number(x)
        return self.number(x, digits=-math.floor(math.log10(abs(x))))

    def times(self, x: float | None) -> str:
        """Write how many times: one decimal where it says something.

        Examples
        --------
        >>> [load("en").times(x) for x in (2, 2.0, 1.74, 70.0, 69.8)]
        ['2', '2', '1.7', '70', '70']
        """
        return self.number(x, 0 if x is None or abs(x) >= 10 or float(round(x, 1)).is_integer() else 1)

    def percent(self, share: float | None, digits: int = 0) -> str:
        """Write a share in [0, 1] as a percentage.

        Examples
        --------
        >>> load("en").percent(0.174)
        '17%'
        """
        return "–" if share is None else self.text("number.percent", value=self.number(100 * share, digits))

    def per_hundred(self, share: float | None) -> str:
        """Write a share as so many in a hundred: ``about 12 in every 100``."""
        if share is None:
            return "–"
        if 0 < share < 0.005:
            return self.text("number.per_hundred_below_one")
        return self.text("number.per_hundred", n=round(100 * share))

    def month(self, month: str | None) -> str:
        """Write a month given as ``YYYY-MM``.

        Examples
        --------
        >>> load("en").month("2018-07"), load("de").month("2018-03")
        ('July 2018', 'März 2018')
        """
        if month is None:
            return "–"
        return self.text("month.of_year", month=self.month_name(month), year=month[:4])

    def month_name(self, month: str, *, short: bool = False) -> str:
        """Write the name of the month in ``YYYY-MM`` without its year."""
        return self.text(f"month.{'short' if short else 'names'}.{int(month[5:7]) - 1}")

    def months(self, months: Iterable[str], *, most: int = 6) -> str:
        """List months; where there are more than ``most``, say how many between the first and the last."""
        listed = sorted(months)
        if len(listed) > most:
            return self.text("month.several", n=len(listed), span=self.span(listed[0], listed[-1]))
        return self.listed([self.month(month) for month in listed])

    def span(self, first: str | None, last: str | None) -> str:
        """Write a run of months, ends included.

        Examples
        --------
        >>> load("en").span("2025-07", "2026-06"), load("en").span("2026-01", "2026-06")
        ('July 2025 to June 2026', 'January to June 2026')
        """
        if first is None or last is None:
            return "–"
        if first == last:
            return self.month(first)
        start = self.month_name(first) if first[:4] == last[:4] else self.month(first)
        return self.text("month.span", first=start, last=self.month(last))

    def period(self, period: SpansMonths) -> str:
        """Write a period of whole months; declared gaps are named.

        Examples
        --------
        >>> from types import SimpleNamespace
        >>> julys = SimpleNamespace(first="2016-07", last="2018-07", months=("2016-07", "2017-07", "2018-07"))
        >>> load("en").period(julys)
        'July 2016, July 2017 and July 2018'
        """
        if period.months is not None and len(period.months) < _months_between(period.first, period.last):
            return self.months(period.months)
        return self.span(period.first, period.last)

    def listed(self, parts: Sequence[str]) -> str:
        """Join parts with commas and the last with "and"; nothing is "none".

        Examples
        --------
        >>> load("en").listed(["streets", "squares", "parks"])
        'streets, squares and parks'
        """
        if not parts:
            return self.text("list.none")
        if len(parts) == 1:
            return parts[0]
        return self.text("list.and", first=", ".join(parts[:-1]), last=parts[-1])

    def category(self, category: str) -> str:
        """Return the name of an offence category as a label, with a capital first letter.

        A category the vocabulary does not know (a city's own) is shown by its id, underscores as spaces.
        """
        return capital(self.category_in_sentence(category))

    def category_in_sentence(self, category: str) -> str:
        """Return the name of an offence category as it stands inside a sentence."""
        key = f"category.{category}"
        return self.text(key) if key in self.texts else category.replace("_", " ")

    def day(self, day: str) -> str:
        """Return a day in words.

        Examples
        --------
        >>> load("en").day("2026-05-02"), load("de").day("2026-05-02")
        ('2 May 2026', '2. Mai 2026')
        """
        return self.text("plan_report.day", number=int(day[8:]), month=self.month_name(day[:7]), year=int(day[:4]))

    def weekday(self, weekday: int | None, *, short: bool = False) -> str:
        """Return the name of a weekday, 0 for Monday."""
        return "–" if weekday is None else self.text(f"weekday.{'short' if short else 'names'}.{weekday}")

    def denominator(self, name: str) -> str:
        """Return what a rate is per: residents, dwellings, hectares."""
        return self.text(f"denominator.{name}") if self.has(f"denominator.{name}") else name.replace("_", " ")

    def reading(self, code: str) -> str:
        """Return the word for how a figure compares with the usual range."""
        return self.text(f"reading.{code}")

    def caveat(self, code: str) -> str:
        """Return the sentence of a caveat."""
        return self.text(f"caveat.{code}")

    def refusal(self, code: str) -> str:
        """Return the sentence that says what the data cannot bear, and why."""
        return self.text(f"refusal.{code}")

    def quality(self, code: str, **values: Any) -> str:
        """Return the sentence of a defect: ``source``, ``n``, ``share`` and ``months`` as the code needs."""
        return capital(self.text(f"quality.{code}", **{"n": None, "share": None, "months": (), "source": "", **values}))

    def reason(self, code: str) -> str:
        """Return why a value of a published table is empty."""
        return self.text(f"reason.{code}")

    def choice_reason(self, code: str, **details: Any) -> str:
        """Return why the program chose a value."""
        return self.text(f"choice_why.{code}", **details)

    def drop(self, code: str) -> str:
        """Return why rows were dropped at intake; a reason without a text is shown by its code."""
        return self.text(f"drop.{code}") if self.has(f"drop.{code}") else code.replace("_", " ")

    def estimate_unit(self, code: str) -> str:
        """Return the unit of an estimate; that of harm is the city's own word and is shown as it is."""
        return self.text(f"estimate_unit.{code}") if self.has(f"estimate_unit.{code}") else code

    def statement(self, finding: SaysSomething) -> str:
        """Return the sentence of a finding, in its hidden form where its counts are hidden.

        Examples
        --------
        >>> from types import SimpleNamespace
        >>> values = {"offence_category": "burglary", "n": 812, "n_without_area": 0, "share_of_all": 0.06}
        >>> load("en").statement(SimpleNamespace(kind="level", values=values, hidden=False))
        'Burglary: 812 recorded incidents in the period, about 6 in every 100.'
        """
        return " ".join(self.said(finding))

    def said(self, finding: SaysSomething) -> list[str]:
        """Return what a finding says, and after it what belongs to it: assumptions, what would help."""
        values = statement_values(finding.values)
        key = statement_key(finding.kind, finding.values, hidden=finding.hidden)
        first = capital(self.text(key, **values))
        extras = () if finding.hidden else extra_keys(finding.kind, finding.values)
        return [first, *(self.text(extra, **values) for extra in extras)]

    def written(self, value: Any, spec: str) -> str:
        """Write one field of a template by its format; see ``docs/wording.md``."""
        if value is None:
            return self.text("list.not_known")
        if spec.startswith("count."):
            return self.text(spec, n=value)
        if spec.startswith("number") and spec != "number":
            return self.number(value, int(spec.removeprefix("number")))
        if spec.startswith("term."):
            return self.text(f"{spec.removeprefix('term.')}.{value}")
        if spec.startswith("own."):  # words a city supplies itself: its own where we have none
            key = f"{spec.removeprefix('own.')}.{value}"
            return self.text(key) if self.has(key) else str(value)
        if spec.startswith("terms."):
            return self.listed([self.text(f"{spec.removeprefix('terms.')}.{item}") for item in value])
        if spec in ("fewer", "more"):
            named = spec if value >= 0 else ("more" if spec == "fewer" else "fewer")
            return self.text(f"difference.{named}", n=abs(value))
        writers: dict[str, Callable[[Any], str]] = {
            "": str,
            "number": self.number,
            "limit": self.limit,
            "times": self.times,
            "percent": self.percent,
            "per100": self.per_hundred,
            "day": self.day,
            "month": self.month,
            "months": self.months,
            "span": lambda ends: self.span(*ends),
            "category": self.category_in_sentence,
            "weekday": self.weekday,
            "denominator": self.denominator,
            "hour": lambda hour: f"{int(hour) if hour <= 24 else int(hour) - 24:02d}:00",
        }
        return writers[spec](value)


def _months_between(first: str, last: str) -> int:
    return 12 * (int(last[:4]) - int(first[:4])) + int(last[5:7]) - int(first[5:7]) + 1
