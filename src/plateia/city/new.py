"""A new city folder: a commented city.toml, and nothing that is there touched."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from plateia.city.run import environment_fault
from plateia.errors import SettingsError
from plateia.settings.reading import SETTINGS_FILE


def new_city(folder: Path) -> Path:
    """Write ``city.toml`` and the folder ``data``; return the path of the settings.

    Raises
    ------
    SettingsError
        ``folder.settings-exist``: there is one already.
    EnvironmentFault
        ``folder.read-only``, ``disk.full``.
    """
    path = folder / SETTINGS_FILE
    template = files(__package__).joinpath("city.template.toml").read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(template)
        (folder / "data").mkdir(exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise SettingsError(
            "folder.settings-exist",
            expected=f"A folder without a {SETTINGS_FILE}.",
            seen=f"something of that name in {folder.name!r}; it was left as it is.",
            remedy="edit the one that is there, or name another folder.",
        ) from None
    except OSError as fault:
        raise environment_fault(fault) from None
    return path
