"""The example cities that ship inside the package, and a copy of one to work in."""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

from plateia.errors import SettingsError

__all__ = ["example_city", "example_city_names", "copy_example_city"]


def example_city_names() -> tuple[str, ...]:
    """Return the names of the example cities, in alphabetical order.

    Examples
    --------
    >>> "leeds" in example_city_names()
    True
    """
    return tuple(sorted(path.name for path in _shelf().iterdir() if (path / "city.toml").is_file()))


def example_city(name: str) -> Path:
    """Return the folder of an example city, as it lies in the installed package.

    The folder is part of the installation: read it, never write into it. :func:`copy_example_city` gives a copy.

    Parameters
    ----------
    name : str
        Name of the city: ``"leeds"``.

    Raises
    ------
    SettingsError
        ``example-city.unknown``: no city of that name ships with the package.

    Examples
    --------
    >>> (example_city("leeds") / "city.toml").is_file()
    True
    """
    names = example_city_names()
    if name not in names:
        raise SettingsError(
            "example-city.unknown",
            expected="The name of an example city that ships with Plateia.",
            seen=f"'{name}'.",
            remedy=f"one of: {', '.join(names)}.",
        )
    return _shelf() / name


def copy_example_city(name: str, folder: str | os.PathLike[str]) -> Path:
    """Copy an example city to a folder of the reader's own, all or nothing.

    Parameters
    ----------
    name : str
        Name of the city: ``"leeds"``.
    folder : path
        Where the copy shall stand. Parents are made; the folder may exist if it is empty.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    SettingsError
        ``example-city.unknown``; ``folder.not-empty``: something already lies there, and nothing is overwritten.
    """
    source, target = example_city(name), Path(folder)
    _check_empty(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        # Contents only: an installation may be read-only, a city folder is for writing.
        shutil.copytree(source, partial, dirs_exist_ok=True, copy_function=shutil.copyfile)
        partial.chmod(0o755)
        if target.exists():
            target.rmdir()
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return target


def _shelf() -> Path:
    return Path(str(files(__name__)))


def _check_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        raise SettingsError(
            "folder.not-empty",
            expected="A new or an empty folder, since nothing is ever written over.",
            seen=f"{folder} already holds something." if folder.is_dir() else f"{folder} is a file.",
            remedy="another name for the folder.",
        )
