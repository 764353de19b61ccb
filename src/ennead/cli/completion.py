"""`ennead completion`."""

from __future__ import annotations

import click

from ennead.cli.output import write

_LINES = {
    "bash": 'eval "$(_ENNEAD_COMPLETE=bash_source ennead)"',
    "zsh": 'eval "$(_ENNEAD_COMPLETE=zsh_source ennead)"',
    "fish": "_ENNEAD_COMPLETE=fish_source ennead | source",
}


@click.command(name="completion")
@click.argument("shell", type=click.Choice(tuple(_LINES)))
def command(shell: str) -> int:
    """Print the completion script for SHELL; `ennead completion bash >> ~/.bashrc` keeps it."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415

    from ennead.cli.group import root  # noqa: PLC0415

    kind = get_completion_class(shell)
    if kind is None:
        raise click.ClickException(f"no completion for {shell}: put this line into its start file: {_LINES[shell]}")
    write(kind(root, {}, "ennead", "_ENNEAD_COMPLETE").source(), None)
    return 0
