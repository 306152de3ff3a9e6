"""Set Plateia up and run it: ``python3 do.py demo`` (Windows: ``py do.py demo``).

Needs Python 3.11 or newer and nothing else. The first run builds ``.venv`` beside this file; later runs start at once.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (a person may well start this with an older Python)
    sys.exit(
        "Plateia needs Python 3.11 or newer. Seen: Python {}.{}.\n"
        "Try: a newer one by name, such as 'python3.12 do.py demo' (Windows: 'py -3.12 do.py demo'), "
        "or install one first.".format(*sys.version_info[:2])
    )

import hashlib
import os
import platform
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OURS = VENV / "made-by-do-py.txt"  # stands in every environment that this file made and may therefore make again
RECIPE = ("pyproject.toml", "constraints.txt", "do.py")

HELP = """\
python3 do.py VERB [ARGUMENTS]          (Windows: py do.py VERB)

  demo [FOLDER]   audit the example city and say where the report lies
  test [...]      run the tests; arguments go to pytest, as in: do.py test -k concentration
  check           lint, format, types, import contracts
  bench [...]     run the benchmarks
  docs [...]      build the documentation
  help            this page

The first run builds .venv beside this file, once; delete .venv to have it built anew."""

CHECKS = (
    ("lint", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("types", ("-m", "mypy")),
    ("import contracts", ("-c", "from importlinter.cli import lint_imports_command as c; c(['--no-logo'])")),
)


def main(arguments: list[str]) -> int:
    """Do what the first argument says and return the exit code."""
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if verb in ("help", "-h", "--help"):
        print(HELP)
        return 0
    verbs: dict[str, Callable[[], int]] = {
        "demo": lambda: run("-m", "plateia", "demo", *rest),
        "test": lambda: run("-m", "pytest", "-n", "auto", "--dist", "loadfile", *rest),
        "check": run_checks,
        "bench": lambda: run("-m", "benchmarks", *rest),
        "docs": lambda: run("docs/build.py", *rest),
    }
    if verb not in verbs:
        print(f"do.py: no verb '{verb}'.\n\n{HELP}", file=sys.stderr)
        return 2
    set_up("core" if verb == "demo" else "dev")
    return verbs[verb]()


def run(*arguments: str) -> int:
    """Run the environment's Python in the project's folder and return its exit code."""
    return subprocess.call([str(PYTHON), *arguments], cwd=ROOT, env=environment())


def environment() -> dict[str, str]:
    """Return the variables for child processes: UTF-8 everywhere, and none that would point into another Python."""
    kept = {name: text for name, text in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, "PYTHONUTF8": "1"}


def run_checks() -> int:
    """Run every check, also after one has failed, and return 1 if any did."""
    failed = []
    for name, arguments in CHECKS:
        print(f"== {name}", flush=True)
        if run(*arguments) != 0:
            failed.append(name)
    print(f"check: failed: {', '.join(failed)}" if failed else "check: all passed", flush=True)
    return 1 if failed else 0


# Set-up


def set_up(extent: str) -> None:
    """Bring ``.venv`` to what the recipe says, unless its stamp shows that it is there already.

    A stamp is written last, so that an interrupted set-up is done again; ``dev`` contains ``core``.
    """
    wanted = fingerprint()
    if is_current(extent, wanted):
        return
    started = time.monotonic()
    say(f"Setting up .venv with Python {platform.python_version()}, once; this takes a minute or two.")
    make_environment()
    for name in ("core", "dev"):
        stamp(name).unlink(missing_ok=True)
    install("." if extent == "core" else ".[dev]")
    for name in ("core", "dev") if extent == "dev" else ("core",):
        stamp(name).write_text(wanted, encoding="utf-8")
    say(f"Set up in {time.monotonic() - started:.0f} s.")


def fingerprint() -> str:
    """Return the hash of everything that decides what the environment holds."""
    digest = hashlib.sha256(f"{sys.version} {sys.platform} {ROOT}".encode())
    for name in RECIPE:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def stamp(extent: str) -> Path:
    """Return the file that tells which recipe ``core`` or ``dev`` was installed by."""
    return VENV / f"installed-{extent}.txt"


def is_current(extent: str, wanted: str) -> bool:
    """Tell whether the environment already holds what the recipe says."""
    return PYTHON.exists() and stamp(extent).exists() and stamp(extent).read_text(encoding="utf-8") == wanted


def make_environment() -> None:
    """Make ``.venv`` anew, or keep it where it is whole; one that somebody else made is used, never deleted."""
    if PYTHON.exists() and not OURS.exists():
        check_foreign_environment()
        return
    if PYTHON.exists() and environment_version() == list(sys.version_info[:3]) and has_pip():
        return
    clear_away(VENV)
    VENV.mkdir()
    mark_as_ours()
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False, env=environment()
    )
    if made.returncode == 0 and has_pip():
        return
    uv = shutil.which("uv")
    if uv and subprocess.call([uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, str(VENV)]) == 0:
        mark_as_ours()
        return
    clear_away(VENV)
    fail(
        "Python cannot make an environment with pip in it.",
        (made.stderr + made.stdout).strip(),
        "on Debian and Ubuntu 'sudo apt install python3-venv python3-pip'; on Fedora 'sudo dnf install python3-pip'; "
        "elsewhere an installation of Python from python.org. Then run this again.",
    )


def clear_away(folder: Path) -> None:
    """Delete a folder; it first loses its name, so that an interruption leaves no half of it in its place."""
    leaving = folder.with_name(f"{folder.name}.old")
    if leaving.exists():
        shutil.rmtree(leaving)
    if folder.exists():
        folder.rename(leaving)
        shutil.rmtree(leaving)


def mark_as_ours() -> None:
    """Write the mark by which a later run knows that it may delete this environment."""
    OURS.write_text("Made by do.py, which deletes it when it has to be made again.\n", encoding="utf-8")


def check_foreign_environment() -> None:
    """Accept a ``.venv`` that was here before, if it can carry Plateia."""
    seen = environment_version()
    if seen[:2] < [3, 11] or not has_pip():
        fail(
            "The folder .venv was not made by do.py and cannot be used.",
            f"Python {'.'.join(map(str, seen))}{'' if has_pip() else ' without pip'}.",
            "move it away or delete it, then run this again.",
        )
    say("Using the .venv that was already here.")


def environment_version() -> list[int]:
    """Return the version of the environment's Python, empty if it does not start."""
    asked = "import sys; print(*sys.version_info[:3])"
    answer = subprocess.run([str(PYTHON), "-c", asked], capture_output=True, text=True, check=False)
    return [int(part) for part in answer.stdout.split()] if answer.returncode == 0 else []


def has_pip() -> bool:
    """Tell whether the environment has a pip that starts."""
    asked = [str(PYTHON), "-m", "pip", "--version"]
    return PYTHON.exists() and subprocess.run(asked, capture_output=True, check=False).returncode == 0


def install(project: str) -> None:
    """Install the project, editable, with uv; with pip where uv cannot be had or does not succeed."""
    editable = ["install", "--quiet", "--constraint", "constraints.txt", "--editable", project]
    pip = [str(PYTHON), "-m", "pip"]
    quiet = ["install", "--quiet", "--disable-pip-version-check", "--constraint", "constraints.txt", "uv"]
    if call([*pip, *quiet]) == 0 and call([str(PYTHON), "-m", "uv", "pip", *editable, "--python", str(PYTHON)]) == 0:
        return
    say("uv could not do it; trying pip.")
    if call([*pip, *editable, "--disable-pip-version-check"]) != 0:
        fail(
            "The packages could not be installed.",
            "the messages above.",
            "look at the connection to the package index and at the space on the disk, then run this again: "
            "what is missing is installed, nothing else is lost.",
        )


def call(command: list[str]) -> int:
    """Run a command in the project's folder and return its exit code."""
    return subprocess.call(command, cwd=ROOT, env=environment())


def say(sentence: str) -> None:
    """Tell the person what goes on, on the channel that does not mix with results."""
    print(f"do.py: {sentence}", file=sys.stderr, flush=True)


def fail(expected: str, seen: str, remedy: str) -> NoReturn:
    """End with what was seen and what to do."""
    say(f"{expected}\nSeen: {seen}\nTry: {remedy}")
    sys.exit(4)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as problem:
        fail("The environment could not be set up or started.", str(problem), "look at the disk and the permissions.")
