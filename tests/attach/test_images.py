"""Images: what their Dockerfiles really do, what the template sets over them, and lines that a build can follow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.attach.words import Coverage, State, Why, Wish
from tests.attach.making import ROLE, laid, planned, sam

AWS = "FROM public.ecr.aws/lambda/python:3.13\n"
OWN = "FROM python:3.13-slim\n"
LAYER = "COPY ennead-layer/ /opt/\n"
NAMED = "ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/ennead-wrap\n"
FIRST = 'ENTRYPOINT ["/opt/ennead-wrap", "/usr/local/bin/python", "-m", "awslambdaric"]\nCMD ["app.handler"]\n'
CLIENT = 'ENTRYPOINT ["python", "-m", "awslambdaric"]\nCMD ["app.handler"]\n'
GLOBALS = "Globals:\n  Function:\n    Environment:\n      Variables:\n        {}\n"


def told(
    folder: Path, dockerfile: str, more: str = "", metadata: str = "", head: str = "", wish: Wish | None = None
) -> Coverage:
    """A function in an image that is built in the folder `image`; `more` are lines of its properties."""
    text = (
        f"  Work:\n    Type: AWS::Serverless::Function\n    Properties:\n      PackageType: Image\n      Role: {ROLE}\n"
        f"{more}    Metadata:\n      DockerContext: image\n      Dockerfile: Dockerfile\n{metadata}"
    )
    laid(folder, sam(text, head=head) | {"image/Dockerfile": dockerfile})
    [one] = planned(folder, wish).coverages
    return one


def variable(name: str, value: str) -> str:
    """A variable of the function."""
    return f"      Environment:\n        Variables:\n          {name}: {value}\n"


# -- whether it carries the agent -------------------------------------------------------------------------------------

ATTACHED = {
    "variable": AWS + LAYER + NAMED,
    "no slashes": AWS + "COPY ennead-layer /opt\n" + NAMED,
    "older form": AWS + LAYER + "ENV AWS_LAMBDA_EXEC_WRAPPER /opt/ennead-wrap\n",
    "several": AWS + LAYER + 'ENV A=1 AWS_LAMBDA_EXEC_WRAPPER="/opt/ennead-wrap" B="2 3"\n',
    "continued": AWS + LAYER + "ENV A=1 \\\n  # and\n\n  AWS_LAMBDA_EXEC_WRAPPER=/opt/ennead-\\\nwrap\n",
    "lower case": f"from public.ecr.aws/lambda/python:3.13\ncopy\tennead-layer/\t/opt/\n{NAMED.replace('ENV', 'env')}",
    "filled in": AWS + "ARG AT=/opt\n" + LAYER + "ENV AWS_LAMBDA_EXEC_WRAPPER=${AT}/ennead-wrap\n",
    "said again": AWS + LAYER + "ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/other\n" + NAMED,
    "its entrypoint": AWS + LAYER + NAMED + 'ENTRYPOINT ["/lambda-entrypoint.sh"]\n',
    "first": OWN + LAYER + FIRST,
    "shell": OWN + LAYER + "ENTRYPOINT exec /opt/ennead-wrap python -m awslambdaric app.handler\n",
    "a shell in words": OWN + LAYER + 'ENTRYPOINT ["sh", "-c", "A=1 /opt/ennead-wrap python -m awslambdaric a.b"]\n',
    "behind an init": OWN + LAYER + 'ENTRYPOINT ["tini", "--", "/opt/ennead-wrap", "python", "-m", "awslambdaric"]\n',
    "in the command": OWN + LAYER + 'CMD ["/opt/ennead-wrap", "python", "-m", "awslambdaric", "app.handler"]\n',
    "elsewhere": OWN + "COPY ennead-layer /agent\n" + FIRST.replace("/opt/", "/agent/"),
    "stage before": f"{AWS.strip()} AS base\n{LAYER}{NAMED}FROM base\nCOPY app.py ./\n",
    "copied stage": f"FROM alpine AS build\nCOPY ennead-layer/ /out/\n{AWS}COPY --from=build /out/ /opt/\n{NAMED}",
    "numbered stage": f"FROM alpine\nCOPY ennead-layer/ /out/\n{AWS}COPY --from=0 /out /opt\n{NAMED}",
    "made in a stage": f"{OWN.strip()} AS b\nRUN make\n{AWS}COPY --from=b /ennead-layer/ /opt/\n{NAMED}",
    "an image of it": f"{AWS}COPY --from=registry.example/ennead-layer:1 / /opt/\n{NAMED}",
    "part by part": f"{AWS}COPY ennead-layer/ennead-wrap /opt/\nCOPY ennead-layer/ennead /opt/ennead\n{NAMED}",
    "here-document": AWS + LAYER + "RUN <<EOF cat\nENV AWS_LAMBDA_EXEC_WRAPPER=/opt/other\nEOF\n" + NAMED,
}
NOT = {
    "comment": "# TODO one day: ennead-wrap\n" + AWS,
    "indented comment": AWS + LAYER + f"  # {NAMED}",
    "echo": AWS + LAYER + "RUN echo ennead-wrap && export AWS_LAMBDA_EXEC_WRAPPER=/opt/ennead-wrap\n",
    "here-document": AWS + LAYER + f"RUN cat <<'EOF' > /x\n{NAMED}EOF\n",
    "an argument": AWS + LAYER + "ARG AWS_LAMBDA_EXEC_WRAPPER=/opt/ennead-wrap\n",
    "a label": AWS + LAYER + "LABEL agent=/opt/ennead-wrap\n",
    "no layer": AWS + NAMED,
    "another folder": AWS + "COPY src/ /opt/\n" + NAMED,
    "another place": AWS + "COPY ennead-layer/ /opt/ennead/\n" + NAMED,
    "a zip": AWS + "COPY ennead-layer.zip /opt/\n" + NAMED,
    "a pattern": AWS + "COPY ennead-layer/* /opt/\n" + NAMED,
    "only the wrapper": AWS + "COPY ennead-layer/ennead-wrap /opt/\n" + NAMED,
    "another stage": f"{AWS.strip()} AS other\n{LAYER}{NAMED}{AWS}COPY app.py ./\n",
    "said otherwise": AWS + LAYER + NAMED + "ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/otel-instrument\n",
    "who does not call it": OWN + LAYER + NAMED + CLIENT,
    "later in the line": OWN + LAYER + 'ENTRYPOINT ["python", "-m", "awslambdaric", "/opt/ennead-wrap"]\n',
    "an entrypoint after it": OWN + LAYER + FIRST + CLIENT,
}


@pytest.mark.parametrize("name", ATTACHED)
def test_attached(tmp_path: Path, name: str) -> None:
    """A last stage that brings the layer, and starts the wrapper or names it to a base that calls it, is attached."""
    one = told(tmp_path, ATTACHED[name])
    assert (one.state, one.notes) == (State.ATTACHED, ("its image carries the agent (image/Dockerfile)",))


@pytest.mark.parametrize("name", NOT)
def test_not_attached(tmp_path: Path, name: str) -> None:
    """The wrapper's name alone attaches nothing; what is to be done is told."""
    one = told(tmp_path, NOT[name])
    assert (one.state, one.reasons[0].why, bool(one.lines)) == (State.BY_HAND, Why.IMAGE, True)


def test_a_folder_that_is_no_layer(tmp_path: Path) -> None:
    """Where what is copied lies here, it is looked into: a name does not make a layer, and a layer needs none."""
    laid(tmp_path, {"image/ennead-layer/readme.md": "", "image/agent/ennead-wrap": "#!/bin/sh\n"})
    laid(tmp_path, {"image/agent/ennead/sitecustomize.py": ""})
    assert told(tmp_path, AWS + LAYER + NAMED).state is State.BY_HAND
    assert told(tmp_path, AWS + "COPY agent/ /opt/\n" + NAMED).state is State.ATTACHED


def test_another_language(tmp_path: Path) -> None:
    """An image of another language waits for its agent, whatever its Dockerfile names."""
    one = told(tmp_path, AWS.replace("python", "nodejs") + LAYER + NAMED)
    assert (one.state, one.attached) == (State.WAITING, False)


def test_the_stage_that_is_built(tmp_path: Path) -> None:
    """The stage that SAM is told to build is the one that counts."""
    text = f"{AWS.strip()} AS guarded\n{LAYER}{NAMED}{AWS.strip()} AS bare\nCOPY app.py ./\n"
    assert told(tmp_path, text, metadata="      DockerBuildTarget: guarded\n").state is State.ATTACHED
    assert told(tmp_path, text, metadata="      DockerBuildTarget: bare\n").state is State.BY_HAND


def test_the_mode_of_a_dockerfile(tmp_path: Path) -> None:
    """The mode is the one that the function runs with: the template's, else the Dockerfile's."""
    text = AWS + LAYER + NAMED + "ENV ENNEAD_MODE=alert\n"
    assert told(tmp_path, text).mode == "alert"
    assert told(tmp_path, text, variable("ENNEAD_MODE", "enforce")).mode == "enforce"


# -- what the template sets over it -----------------------------------------------------------------------------------


def test_an_entrypoint_over_it(tmp_path: Path) -> None:
    """An entry point of the template replaces the Dockerfile's, so it is the one to change; nothing else is told."""
    over = '["/bin/sh", "-c", "exec python -m awslambdaric app.handler"]'
    one = told(
        tmp_path, OWN + LAYER + "ENV ENNEAD_MODE=observe\n" + FIRST, f"      ImageConfig: {{EntryPoint: {over}}}\n"
    )
    assert (one.state, "change its ImageConfig as below" in one.reasons[0].text) == (State.BY_HAND, True)
    assert one.lines == (
        "# in template.yaml, in its ImageConfig:",
        f"EntryPoint: {json.dumps(['/opt/ennead-wrap', *json.loads(over)])}",
    )
    line = one.lines[1].replace("EntryPoint: ", "")
    assert told(tmp_path, OWN + LAYER + CLIENT, f"      ImageConfig: {{EntryPoint: {line}}}\n").state is State.ATTACHED


def test_a_command_over_it(tmp_path: Path) -> None:
    """A command of the template leaves the entry point as it is; where the wrapper stood in the command it is gone."""
    over = '      ImageConfig: {Command: ["python", "-m", "awslambdaric", "app.handler"]}\n'
    assert told(tmp_path, OWN + LAYER + FIRST, over).state is State.ATTACHED
    one = told(tmp_path, ATTACHED["in the command"], over)
    assert (one.state, 'ENTRYPOINT ["/opt/ennead-wrap"]' in one.lines) == (State.BY_HAND, True)


@pytest.mark.parametrize("shared", [True, False])
def test_a_variable_over_it(tmp_path: Path, *, shared: bool) -> None:
    """A wrapper that the template names stands above the Dockerfile's: it is changed there, and called after ours."""
    text = AWS + LAYER + "ENV ENNEAD_MODE=observe\n" + NAMED
    name, value = "AWS_LAMBDA_EXEC_WRAPPER", "/opt/otel-instrument"
    head, more = (GLOBALS.format(f"{name}: {value}"), "") if shared else ("", variable(name, value))
    one = told(tmp_path, text, more, head=head)
    assert (one.state, "change its variables as below" in one.reasons[0].text) == (State.BY_HAND, True)
    assert one.lines == (
        "# in template.yaml, among its variables:",
        "AWS_LAMBDA_EXEC_WRAPPER: /opt/ennead-wrap",
        "ENNEAD_NEXT_WRAPPER: /opt/otel-instrument",
    )


def test_a_variable_that_names_ours(tmp_path: Path) -> None:
    """The variable may stand in the template, too; one that only deployment tells is nobody's yet."""
    own = variable("AWS_LAMBDA_EXEC_WRAPPER", "/opt/ennead-wrap")
    assert told(tmp_path, AWS + LAYER, own).state is State.ATTACHED
    untold = told(
        tmp_path,
        AWS + LAYER + NAMED,
        variable("AWS_LAMBDA_EXEC_WRAPPER", "!Ref Wrapper"),
        head="Parameters: {Wrapper: {Type: String}}\n",
    )
    assert untold.lines[-1] == "ENNEAD_NEXT_WRAPPER: what AWS_LAMBDA_EXEC_WRAPPER says now"


# -- lines that a build can follow ------------------------------------------------------------------------------------


def test_the_context(tmp_path: Path) -> None:
    """A build finds only what lies in its context: the layer is built into it, and copied from there."""
    one = told(tmp_path, AWS + 'CMD ["app.handler"]\n')
    build = f"ennead layer build --runtime python3.13 --output {tmp_path}/image/ennead-layer"
    assert one.lines[:2] == (f"# first, into the build's context: {build}", "COPY ennead-layer/ /opt/")
    laid(tmp_path, {"image/ennead-layer/ennead-wrap": "", "image/ennead-layer/ennead/sitecustomize.py": ""})
    assert told(tmp_path, AWS).lines[0] == "COPY ennead-layer/ /opt/"


@pytest.mark.parametrize(
    ("layer", "line"),
    [
        ("image/layers/agent", "COPY layers/agent/ /opt/"),
        ("ennead-layer", "COPY ennead-layer/ /opt/"),
        ("../agent", "COPY ennead-layer/ /opt/"),
        ("/agent", "COPY ennead-layer/ /opt/"),
        ("image/agent.zip", "COPY ennead-layer/ /opt/"),
    ],
)
def test_a_layer_that_is_named(tmp_path: Path, layer: str, line: str) -> None:
    """A layer in the context is copied from where it lies; one outside, or packed, is built into the context."""
    one = told(tmp_path, AWS, wish=Wish(layer=layer, named=True))
    assert one.lines[1] == line
    assert one.lines[0].endswith(f"--output {tmp_path}/image/{line.removeprefix('COPY ').removesuffix('/ /opt/')}")


def test_the_root_as_context(tmp_path: Path) -> None:
    """A layer at the application's root is found by an image that is built from there."""
    laid(tmp_path, {"ennead-layer/ennead-wrap": "", "ennead-layer/ennead/sitecustomize.py": ""})
    text = (
        "  Work:\n    Type: AWS::Serverless::Function\n    Properties: {PackageType: Image}\n"
        "    Metadata: {DockerContext: ., Dockerfile: image/Dockerfile}\n"
    )
    laid(tmp_path, sam(text) | {"image/Dockerfile": AWS})
    [one] = planned(tmp_path).coverages
    assert one.lines[0] == "COPY ennead-layer/ /opt/"


def test_an_image_from_elsewhere(tmp_path: Path) -> None:
    """Of an image whose Dockerfile is not here the context is left to be filled in."""
    uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/x:1"
    text = f"  Work:\n    Type: AWS::Serverless::Function\n    Properties: {{PackageType: Image, ImageUri: '{uri}'}}\n"
    laid(tmp_path, sam(text))
    [one] = planned(tmp_path).coverages
    assert one.lines[0].endswith("ennead layer build --runtime RUNTIME --output CONTEXT/ennead-layer")
    assert one.lines[1] == "COPY ennead-layer/ /opt/"


ADVISED = {
    "aws": AWS + 'CMD ["app.handler"]\n',
    "chained": AWS + "ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/otel-instrument\n",
    "client": OWN + CLIENT,
    "shell": OWN + "ENTRYPOINT cd /app && exec python -m awslambdaric app.handler\n",
    "command": OWN + 'CMD ["python", "-m", "awslambdaric", "app.handler"]\n',
}


@pytest.mark.parametrize("name", ADVISED)
def test_the_advice_attaches(tmp_path: Path, name: str) -> None:
    """A Dockerfile with the lines that are told is attached, and nothing more is told."""
    one = told(tmp_path, ADVISED[name])
    assert one.state is State.BY_HAND
    again = told(tmp_path, ADVISED[name] + "\n".join(one.lines) + "\n")
    assert (again.state, again.lines) == (State.ATTACHED, ())


def test_a_wrapper_of_the_dockerfile_is_chained(tmp_path: Path) -> None:
    """A wrapper that the Dockerfile names is called after ours; a shell's entry point stays a shell's."""
    assert told(tmp_path, ADVISED["chained"]).lines[-1] == "ENV ENNEAD_NEXT_WRAPPER=/opt/otel-instrument"
    script = json.dumps(["/opt/ennead-wrap", "/bin/sh", "-c", "cd /app && exec python -m awslambdaric app.handler"])
    assert told(tmp_path, ADVISED["shell"]).lines[-1] == f"ENTRYPOINT {script}"


@pytest.mark.parametrize(
    "text", ["", "FROM", "FROM \n", "ENV A=1\n", "ENTRYPOINT [\n", f"{AWS}ENV\nCOPY\nENTRYPOINT\n", f"{AWS}RUN <<E\nx"]
)
def test_an_odd_dockerfile(tmp_path: Path, text: str) -> None:
    """A Dockerfile that is broken or empty attaches nothing and stops nothing."""
    assert not told(tmp_path, text).attached


def test_stages_in_a_circle(tmp_path: Path) -> None:
    """Stages that copy from each other end."""
    text = "FROM a AS x\nCOPY --from=y /opt/ /opt/\nCOPY --from=x /opt/ /opt/\nFROM b AS y\nCOPY --from=x /opt/ /opt/\n"
    assert not told(tmp_path, f"{text}{AWS}{NAMED}COPY --from=y /opt/ /opt/\n").attached
