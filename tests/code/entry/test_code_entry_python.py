"""Python handlers: where their module is, and what its imports are looked up in."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.code.entry import Entry
from ennead.code.ir import Language
from ennead.model.app import Layer
from tests.code.entry.folders import entry, found, function, refused


@pytest.mark.parametrize(
    ("handler", "file", "name"),
    [
        ("app.handler", "src/app.py", "handler"),
        ("shop.orders.app.handler", "src/shop/orders/app.py", "handler"),
        ("shop/orders/app.handler", "src/shop/orders/app.py", "handler"),
        ("./app.handler", "src/app.py", "handler"),
        ("shop.handler", "src/shop/__init__.py", "handler"),
    ],
)
def test_a_module_by_dots_or_slashes(tmp_path: Path, handler: str, file: str, name: str) -> None:
    """A module's file, or that of the package of its name, below the code's folder."""
    files = ("src/app.py", "src/shop/__init__.py", "src/shop/orders/app.py")
    assert found(tmp_path, files, function("python3.13", handler)) == (file, name, "code")


def test_a_handler_s_path_may_start_elsewhere_than_the_code(tmp_path: Path) -> None:
    """A service's handlers start at the service's folder, which is where imports are looked up too."""
    fn = function("python3.13", "src/app.handler", "svc/src", packaging=(("base", "svc"),))
    answer = entry(tmp_path, ("svc/src/app.py",), fn)
    assert isinstance(answer, Entry)
    assert (answer.file, answer.roots) == ("svc/src/app.py", ("svc",))


def test_a_handler_above_its_service(tmp_path: Path) -> None:
    """A path may climb out of the service's folder; imports are looked up where it starts to go down."""
    fn = function("python3.13", "../shared/app.handler", "shared", packaging=(("base", "svc"),))
    answer = entry(tmp_path, ("shared/app.py", "svc/x"), fn)
    assert isinstance(answer, Entry)
    assert (answer.file, answer.roots) == ("shared/app.py", (".",))


def test_code_of_one_file(tmp_path: Path) -> None:
    """Where the code is a file, it has to be the handler's."""
    assert found(tmp_path, ("src/app.py",), function("python3.13", "app.f", "src/app.py")) == (
        "src/app.py",
        "f",
        "code",
    )
    assert refused(tmp_path, (), function("python3.13", "other.f", "src/app.py"))[0] == "missing"


def test_layers_are_looked_into(tmp_path: Path) -> None:
    """Layers with a `python` folder, and layers that a build puts there; the function's own order."""
    files = (
        "src/app.py",
        "layers/a/python/shared.py",
        "layers/b/more.py",
        "layers/a/python/lib/python3.13/site-packages/x.py",
    )
    layers = (Layer(id="layer/A", name="a", code="layers/a"), Layer(id="layer/B", name="b", code="layers/b"))
    fn = function("python3.13", "app.handler", layers=("layer/B", "layer/A", "layer/Elsewhere"))
    answer = entry(tmp_path, files, fn, *layers)
    assert isinstance(answer, Entry)
    packages = "layers/a/python/lib/python3.13/site-packages"
    assert answer.roots == ("src", "layers/b", "layers/a/python", packages)
    assert answer.mounts == (("/opt/python", "layers/b"), ("/opt/python", "layers/a/python"), ("/opt", "layers/a"))
    assert found(tmp_path, (), function("python3.13", "shared.f", layers=("layer/A",)), *layers)[2] == "layer"


def test_code_that_is_built_is_found_where_it_comes_from(tmp_path: Path) -> None:
    """A folder that is not there yet is looked up beside; one name that fits is enough, two are not."""
    assert found(tmp_path, ("fn/src/app.py",), function("python3.13", "app.f", "fn/build")) == (
        "fn/src/app.py",
        "f",
        "source",
    )
    assert found(tmp_path, ("a/deep/job.py",), function("python3.13", "job.f", "out"))[2] == "search"
    assert refused(tmp_path, ("b/job.py",), function("python3.13", "job.f", "out"))[0] == "missing"


def test_a_missing_module_says_what_was_looked_for(tmp_path: Path) -> None:
    """The file that was expected stands in the reason."""
    klass, reason = refused(tmp_path, ("src/other.py",), function("python3.13", "pkg.app.handler"))
    assert klass == "missing"
    assert "src/pkg/app.py" in reason


def test_the_application_behind_a_server(tmp_path: Path) -> None:
    """A WSGI server's handler leads to the application it is told."""
    fn = function("python3.13", "wsgi_handler.handler", ".", packaging=(("base", "."), ("wsgi", "api.app")))
    assert found(tmp_path, ("api.py",), fn) == ("api.py", "app", "code")


def test_a_runtime_that_could_not_be_told_is_by_the_file(tmp_path: Path) -> None:
    """Of all languages, the one in which the handler is there."""
    answer = entry(tmp_path, ("src/app.py",), function("${Runtime}", "app.handler"))
    assert isinstance(answer, Entry)
    assert answer.language is Language.PYTHON
