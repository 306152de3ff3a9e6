"""Every error a user can meet: what was expected, what was seen, what to do, and a stable code.

Messages name tables, columns, files and row numbers, never the content of a row: rows are people.
"""

from __future__ import annotations

from collections.abc import Sequence


class PlateiaError(Exception):
    """Base of all expected errors.

    Parameters
    ----------
    code : str
        Stable, dotted, lower case: ``incidents.column-missing``. Tests, documentation and other programs rely on it.
    expected, seen, remedy : str
        Full sentences without the closing code.
    """

    exit_code = 2

    def __init__(self, code: str, *, expected: str, seen: str, remedy: str) -> None:
        self.code = code
        self.expected = expected
        self.seen = seen
        self.remedy = remedy
        super().__init__(f"{expected} Seen: {seen} Try: {remedy} [{code}]")

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.code, self.expected, self.seen, self.remedy))


def _rebuild(kind: type[PlateiaError], code: str, expected: str, seen: str, remedy: str) -> PlateiaError:
    return kind(code, expected=expected, seen=seen, remedy=remedy)


class InputError(PlateiaError):
    """A file or table is not what its settings say."""


class SettingsError(PlateiaError):
    """The recipe, ``city.toml`` or an argument, cannot be followed."""


class MethodError(PlateiaError):
    """The statistic is not defined for these numbers."""


class DisclosureError(PlateiaError):
    """Publishing this would reveal too much about too few."""

    exit_code = 3


class AccessError(PlateiaError):
    """The person has no right to this, or a guardrail forbids it to all."""

    exit_code = 3


class EnvironmentFault(PlateiaError):
    """Disk, permissions, a missing program: the machine, not the recipe."""

    exit_code = 4


class SettingsErrors(SettingsError):
    """All problems of one file that a person edits, or of several, reported together; ``page`` explains the keys."""

    def __init__(self, path: str, problems: Sequence[SettingsError], page: str = "docs/settings.md") -> None:
        self.path = path
        self.problems = tuple(problems)
        self.page = page
        listed = "\n".join(_listed(problem) for problem in self.problems)
        n_problems = sum(len(getattr(problem, "problems", (problem,))) for problem in self.problems)
        noun = "problem" if n_problems == 1 else "problems"
        pages = list(dict.fromkeys(getattr(problem, "page", page) for problem in self.problems))
        super().__init__(
            self.problems[0].code if len(self.problems) == 1 else "settings.several",
            expected=f"Settings in {path} that can be followed.",
            seen=f"{n_problems} {noun}:\n{listed}\n",
            remedy=f"correct each line named above; every key is explained in {' and '.join(pages)}.",
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (SettingsErrors, (self.path, self.problems, self.page))


def _listed(problem: SettingsError) -> str:
    """Return a problem as lines; those of one file under its name, for what to do with them is said once below."""
    if not isinstance(problem, SettingsErrors):
        return f"  - {problem}"
    return "\n".join([f"  {problem.path}:", *(_listed(inner) for inner in problem.problems)])
