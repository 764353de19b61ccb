"""Libraries that lie beside the handler without a record of their installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.asking import asked, hosts

_APP = "import pika\n\ndef handler(event, context):\n    pika.ConnectionParameters('h.example.com')\n"
_BODY = "class ConnectionParameters:\n    def __init__(self, host):\n        pass\n"


@pytest.mark.parametrize(
    ("files", "is_library"),
    [
        ({"pika/__init__.py": f"__version__ = '1.3.2'\n{_BODY}"}, True),
        ({"pika/__init__.py": f"from pika._version import __version__\n{_BODY}"}, True),
        ({"pika/__init__.py": _BODY, "pika/version.py": "VERSION = (1, 3)\n"}, True),
        ({"pika/__init__.py": _BODY}, False),
        ({"pika/__init__.py": _BODY, "pika/version.py": "def versions():\n    pass\n"}, False),
    ],
)
def test_a_copied_library_is_known_by_its_name_and_version(
    tmp_path: Path, files: dict[str, str], is_library: bool
) -> None:
    """A folder of a known library's name that says a version is the library; without one it is the application's."""
    answer = asked(tmp_path, _APP, files)
    assert hosts(answer) == (["h.example.com"] if is_library else [])
    assert answer.facts.packages == (("pika",) if is_library else ())


def test_a_folder_of_another_name_is_the_applications(tmp_path: Path) -> None:
    """A version alone makes no library of a folder whose name no library has."""
    app = _APP.replace("import pika", "import parcels as pika")
    answer = asked(tmp_path, app, {"parcels/__init__.py": f"__version__ = '1'\n{_BODY}"})
    assert "parcels/__init__.py" in answer.facts.modules
