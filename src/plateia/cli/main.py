"""The command line: parses, calls one function, shows. Nothing heavy is imported until a command needs it."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Annotated

import typer

from plateia import __version__
from plateia.cli import city
from plateia.cli.evaluation import effect, evaluate
from plateia.cli.plans import plan_commands
from plateia.cli.practices import practice_commands
from plateia.errors import PlateiaError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Plateia: what a town's records show, what was done about it, and whether it helped.",
)

app.command()(city.demo)
app.command()(city.new)
app.command()(city.check)
app.command()(city.tools)
app.command()(city.audit)
app.add_typer(practice_commands, name="practices")
app.add_typer(plan_commands, name="plan")
app.command()(evaluate)
app.command()(effect)
app.command()(city.forget)

INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with the documented exit code."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries have to say to programmers, row contents included
    try:
        left_with = app(standalone_mode=False)
        if left_with == INTERRUPTED:  # typer turns the interruption into a return value
            raise KeyboardInterrupt
        raise SystemExit(left_with or 0)  # a command returns nothing, unless it leaves with a code of its own
    except PlateiaError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(error.exit_code) from None
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("Interrupted; nothing was kept of this run. [run.interrupted]", err=True)
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        # Who reads has enough, as ``| head`` has; what is left must not be written when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except Exception as fault:
        _show_usage_or_fault(fault)


def _show_usage_or_fault(fault: Exception) -> None:
    show = getattr(fault, "show", None)
    if callable(show):  # a usage error of the command line itself
        show()
        raise SystemExit(2) from None
    if isinstance(fault, OSError):
        from plateia.city.run import environment_fault

        error = environment_fault(fault)
        typer.echo(str(error), err=True)
        raise SystemExit(error.exit_code) from None
    if isinstance(fault, MemoryError):
        typer.echo("More memory is needed than this machine has. [memory.exhausted]", err=True)
        raise SystemExit(4) from None
    if os.environ.get("PLATEIA_TRACEBACK"):
        raise fault
    where = f"{type(fault).__name__}"
    typer.echo(
        f"A fault of ours: {where}. Please report it; PLATEIA_TRACEBACK=1 shows where it happened. [plateia.fault]",
        err=True,
    )
    raise SystemExit(1) from None


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(f"plateia {__version__}")
        raise typer.Exit
