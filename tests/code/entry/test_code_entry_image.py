"""Images: the handler that a Dockerfile starts, and the file that is copied to where it looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ennead.code.entry.dockerfile import stages_of
from ennead.model.app import Function
from tests.code.entry.folders import found, function, refused

PYTHON = "FROM public.ecr.aws/lambda/python:3.13\n"


def image(*packaging: tuple[str, str], **more: Any) -> Function:
    """A function of an image that is built in `img`."""
    return function(None, None, None, image="x:1", packaging=(("context", "img"), *packaging), **more)


@pytest.mark.parametrize(
    ("lines", "file"),
    [
        ('COPY app.py ${LAMBDA_TASK_ROOT}\nCMD ["app.handler"]', "img/app.py"),
        ('COPY fn/ ${LAMBDA_TASK_ROOT}/\nCMD ["app.handler"]', "img/fn/app.py"),
        ('COPY fn/*.py ./\nCMD [ "app.handler" ]', "img/fn/app.py"),
        ('WORKDIR /srv\nCOPY . .\nCMD ["fn.app.handler"]', "img/fn/app.py"),
        ('COPY fn ${LAMBDA_TASK_ROOT}/pkg\nCMD ["pkg.app.handler"]', "img/fn/app.py"),
        ("COPY fn/app.py \\\n  ./\n# a word\nCMD app.handler", "img/fn/app.py"),
    ],
)
def test_a_file_is_followed_back(tmp_path: Path, lines: str, file: str) -> None:
    """From where the handler is looked up to what was copied there."""
    files = {"img/Dockerfile": PYTHON + lines, file: ""}
    assert found(tmp_path, files, image())[:2] == (file, "handler")


def test_stages_before_the_last(tmp_path: Path) -> None:
    """What a stage copies from another is followed; what it builds is looked up in the sources."""
    text = (
        "FROM node:22 AS build\nWORKDIR /usr/app\nCOPY . .\nRUN npm run build\n"
        'FROM public.ecr.aws/lambda/nodejs:22\nCOPY --from=build /usr/app/dist/* ./\nCMD ["index.handler"]\n'
    )
    files = {"img/Dockerfile": text, "img/src/index.ts": ""}
    assert found(tmp_path, files, image()) == ("img/src/index.ts", "handler", "source")


def test_an_image_of_one_s_own_with_the_client(tmp_path: Path) -> None:
    """The runtime interface client says which language it is."""
    text = (
        'FROM python:3.13-slim\nARG DIR="/function"\nCOPY app/ ${DIR}\nWORKDIR ${DIR}\n'
        'ENTRYPOINT ["python", "-m", "awslambdaric"]\nCMD ["main.handler"]'
    )
    assert found(tmp_path, {"img/Dockerfile": text, "img/app/main.py": ""}, image()) == (
        "img/app/main.py",
        "handler",
        "image",
    )


def test_what_the_function_sets_goes_over_the_image_s_own(tmp_path: Path) -> None:
    """Its command, its Dockerfile, its stage."""
    text = f'{PYTHON}COPY . .\nCMD ["a.handler"]\nFROM scratch AS other\n'
    fn = image(("dockerfile", "x/Fn.docker"), ("target", "main"), ("command", "b.run"))
    files = {"img/x/Fn.docker": text.replace("3.13\n", "3.13 AS main\n"), "img/b.py": "", "img/a.py": ""}
    assert found(tmp_path, files, fn) == ("img/b.py", "run", "image")


@pytest.mark.parametrize(
    ("text", "klass"),
    [
        ("", "image"),
        ('FROM public.ecr.aws/lambda/dotnet:8\nCMD ["A::B"]', "image"),
        ("FROM public.ecr.aws/lambda/python:3.13", "handler"),
        (
            'FROM python:3.13\nCOPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9 /x /opt/x\nCMD ["python"]',
            "adapter",
        ),
        (f'{PYTHON}CMD ["none.handler"]', "missing"),
    ],
)
def test_images_without_an_entry(tmp_path: Path, text: str, klass: str) -> None:
    """Another language, no command, a web server, a file that is not copied."""
    assert refused(tmp_path, {"img/Dockerfile": text}, image())[0] == klass


def test_an_image_that_is_built_elsewhere(tmp_path: Path) -> None:
    """Without a Dockerfile nothing is known."""
    assert refused(tmp_path, (), function(None, None, None, image="x:1"))[0] == "image"


@pytest.mark.parametrize(
    "text",
    [
        "COPY",
        "FROM",
        "FROM a AS b\nFROM b AS a\nCOPY --from=0 / /\n" * 400,
        'FROM a\nCMD ["' + "[" * 9000,
        "FROM a\nCOPY 'x y\n",
        "\0",
    ],
)
def test_a_hostile_dockerfile(text: str, tmp_path: Path) -> None:
    """It is read in no time, whatever it says."""
    assert isinstance(stages_of(text), list)
    refused(tmp_path, {"img/Dockerfile": text}, image())


def test_what_a_stage_sets() -> None:
    """Variables in both forms, across lines, and those of the stage before; a script as it is written."""
    stages = stages_of(
        "FROM a AS one\nENV A=1 \\\n  # and\n\n  B=/opt/\\\nx\nENV C two words\nENTRYPOINT exec $A --x\n"
        'FROM one\nENV A=3\nCMD ["app.handler"]\n'
    )
    assert stages[0].environment == {"A": "1", "B": "/opt/x", "C": "two words"}
    assert (stages[1].environment["A"], stages[1].environment["B"]) == ("3", "/opt/x")
    assert [one.script for one in stages] == ["exec $A --x", "exec $A --x"]
    assert stages[1].command == ("app.handler",)


@pytest.mark.parametrize(
    ("text", "entrypoint", "command"),
    [
        ('FROM a\nCMD ["b"]\nENTRYPOINT ["c"]\n', ("c",), ("b",)),
        ('FROM a AS x\nCMD ["b"]\nFROM x\nENTRYPOINT ["c"]\n', ("c",), ()),
        ('FROM a\nENTRYPOINT []\nCMD ["b"]\n', (), ("b",)),
        ('FROM a\nRUN <<END\nENTRYPOINT ["no"]\nEND\nENTRYPOINT ["c"]\n', ("c",), ()),
    ],
)
def test_what_is_started(text: str, entrypoint: tuple[str, ...], command: tuple[str, ...]) -> None:
    """An ENTRYPOINT takes back the base's command and not the stage's own; what a here-document holds is no line."""
    last = stages_of(text)[-1]
    assert (last.entrypoint, last.command) == (entrypoint, command)
