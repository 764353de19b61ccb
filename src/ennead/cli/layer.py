"""`ennead layer`."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click


@click.group(name="layer")
def command() -> None:
    """The layer that brings the agent to functions."""


@command.command(name="build")
@click.option(
    "--runtime",
    "runtimes",
    multiple=True,
    required=True,
    metavar="NAME",
    help="python3.9 to python3.14; may be repeated.",
)
@click.option("--arch", default="x86_64", show_default=True, metavar="NAME", help="x86_64 or arm64.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("ennead-layer"),
    show_default=True,
    help="The folder of what will lie under /opt.",
)
@click.option("--zip", "zip_file", type=click.Path(path_type=Path, dir_okay=False), help="The layer's zip, too.")
@click.option(
    "--contract",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What `ennead contract compile` wrote; it lies beside the wrapper then.",
)
def build(runtimes: tuple[str, ...], arch: str, output: Path, zip_file: Path | None, contract: Path | None) -> int:
    """Write what will lie under /opt: the wrapper `ennead-wrap` and the agent's files.

    The same files come out whenever it is run, and the same zip.
    """
    from ennead.attach import layer  # noqa: PLC0415

    try:
        built = layer.build(runtimes, arch, output, zip_file, contract)
    except layer.LayerError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{built.folder}   {built.files} files, {built.size / 1000:,.0f} KB")
    if built.zip is not None:
        click.echo(f"{built.zip}   {built.zip_size / 1000:,.0f} KB")
    if contract is not None:
        click.echo(f"ENNEAD_CONTRACT_HASH={hashlib.sha256(contract.read_bytes()).hexdigest()}")
        click.echo(f"to tell the functions:  ennead attach . --contract {contract} --write", err=True)
    if built.dropped:
        click.echo("the contract that it held is gone: --contract FILE takes one along", err=True)
    if built.compiled:
        click.echo(f"compiled for {', '.join(built.compiled)}")
    for runtime, why in built.plain:
        click.echo(f"not compiled for {runtime}: {why}; it runs all the same, and starts a little later", err=True)
    return 0
