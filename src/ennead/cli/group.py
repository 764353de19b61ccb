"""The commands and where they are; none is imported before it is called."""

from __future__ import annotations

import importlib
from typing import ClassVar

import click

from ennead import __version__


class Lazy(click.Group):
    """A group whose commands are named in a table: name -> (module, one line of help)."""

    table: ClassVar[dict[str, tuple[str, str]]] = {
        "scan": ("ennead.cli.scan", "What to do first, why here, and how."),
        "map": ("ennead.cli.map", "Functions, triggers, data and who reaches them."),
        "roles": ("ennead.cli.roles", "What each function needs to be allowed, and what its role grants."),
        "fix": ("ennead.cli.fix", "Findings repaired in the templates, and the last repair taken back."),
        "attach": ("ennead.cli.attach", "The agent on your functions: attach it, see who is covered, what it saw."),
        "contract": ("ennead.cli.contract", "What is agreed for each function: made, checked, compiled."),
        "layer": ("ennead.cli.layer", "The layer that brings the agent to functions."),
        "db": ("ennead.cli.db", "The database of advisories: build it, fetch it, ask it."),
        "packages": ("ennead.cli.packages", "What each function ships, and what is known against it."),
        "test": ("ennead.cli.test", "Your own expectations, held against the application."),
        "explain": ("ennead.cli.explain", "A check: what it finds, why it hurts, before and after."),
        "compare": ("ennead.cli.compare", "Findings of another tool held against ours."),
        "completion": ("ennead.cli.completion", "Completion for bash, zsh or fish."),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        command = importlib.import_module(self.table[cmd_name][0]).command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with `ennead scan .` in the folder of a SAM or CloudFormation application.",
)
@click.version_option(__version__, message="ennead %(version)s")
def root() -> None:
    """Ennead: nine practices of serverless security as one working system."""
