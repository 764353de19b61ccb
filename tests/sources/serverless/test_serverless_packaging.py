"""How a service packs its code: bundlers, patterns, images, layers, the folder that paths start at."""

from __future__ import annotations

from pathlib import Path

from ennead.model.app import Layer
from tests.sources.reading import one
from tests.sources.serverless.service import FN, HEAD, fragment, function


def test_packaging_of_a_service_and_a_function(tmp_path: Path) -> None:
    """Plugins that build, patterns of the service and the function, old words for patterns too."""
    text = (
        f"{HEAD}plugins: [serverless-esbuild, serverless-offline]\n"
        "package: {individually: true, patterns: ['!tests/**']}\n"
        f"{FN}    package: {{include: [data/**], exclude: [docs/**]}}\n"
    )
    assert function(fragment(tmp_path, text)).packaging == (
        ("base", "."), ("build", "esbuild"), ("pattern", "!tests/**"), ("pattern", "data/**"),
        ("pattern", "!docs/**"), ("individually", "true"),
    )  # fmt: skip


def test_the_base_is_the_service_s_folder_or_the_function_s_module(tmp_path: Path) -> None:
    """A handler's path starts at `module`, where the function has one; the code is the handler's own folder."""
    found = function(fragment(tmp_path, f"{HEAD}functions: {{list: {{handler: a/b.main, module: fns}}}}\n"))
    assert (found.code, found.packaging) == ("fns/a", (("base", "fns"),))


def test_an_image_of_the_service_has_its_context_and_command(tmp_path: Path) -> None:
    """Images of `provider.ecr` are built of a folder; what a function sets goes over the image's own."""
    provider = "  ecr: {images: {app: {path: ./docker, file: Dockerfile.app}}}\n"
    fn = "functions: {list: {image: {name: app, command: [app.handler], workingDirectory: /x}}}\n"
    found = function(fragment(tmp_path, f"{HEAD}{provider}{fn}"))
    assert found.packaging == (
        ("command", "app.handler"), ("workdir", "/x"), ("context", "docker"), ("dockerfile", "Dockerfile.app"),
    )  # fmt: skip


def test_what_a_server_in_front_calls(tmp_path: Path) -> None:
    """The application of the WSGI plugin is told, other settings of plugins are not."""
    text = f"{HEAD}custom:\n  wsgi: {{app: api.app}}\n  other: ${{nowhere:x}}\n{FN}"
    assert ("wsgi", "api.app") in function(fragment(tmp_path, text)).packaging


def test_a_layer_s_folder_starts_at_the_service(tmp_path: Path) -> None:
    """Wherever the layer is written."""
    text = f"{HEAD}{FN}layers: ${{file(more/layers.yml)}}\n"
    found = fragment(tmp_path, text, {"more/layers.yml": "shared: {path: layer}\n"})
    assert one(found, "layer/SharedLambdaLayer", Layer).code == "layer"
