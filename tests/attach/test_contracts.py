"""A compiled contract and the templates: its hash, the name it knows a function by, and whether the two agree."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from ennead.attach import contracts
from ennead.attach.contracts import Agreed, Contracted
from ennead.attach.words import State, Why, Wish
from tests.attach.making import HANDLER, attach, function, laid, planned, sam
from tests.attach.test_cli_attach import checked
from tests.attach.test_events import alive
from tests.attach.test_service import SERVICE
from tests.attach.test_terraform import resource
from tests.cli.conftest import Ennead

DIALECTS = Path(__file__).parents[2] / "samples" / "dialects"
WRAPPER = {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/ennead-wrap"}
VARIABLES = "      Environment:\n        Variables:\n"


def contract(*names: str, digest: str = "ab" * 32) -> Contracted:
    """A compiled contract that names these functions."""
    return Contracted("ennead.contract.json", digest, frozenset(names))


def compiled(file: Path, *names: str, mode: str = "observe") -> Path:
    """The same as a file."""
    document = {"schema": "ennead.contract.compiled/1", "default": {}, "functions": {one: {} for one in names}}
    file.write_text(json.dumps(document | {"default": {"mode": mode}}))
    return file


def hash_of(file: Path) -> str:
    """What agents are told of it."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def variables(folder: Path, wish: Wish, name: str = "Work") -> Any:
    """A function's variables once the agent is attached."""
    return attach(folder, wish).properties(name)["Environment"]["Variables"]


# -- what is written --------------------------------------------------------------------------------------------------


def test_the_hash_and_no_mode(tmp_path: Path) -> None:
    """With a contract its hash is written, and no mode, which would stand above the contract's; a made-up name is told
    by the id that the contract has for it."""
    laid(tmp_path, sam(function("Work")))
    assert variables(tmp_path, Wish(contract=contract("Work"))) == {
        **WRAPPER,
        "ENNEAD_CONTRACT_HASH": "ab" * 32,
        "ENNEAD_FUNCTION": "Work",
    }


def test_a_mode_that_is_asked_for(tmp_path: Path) -> None:
    """A mode is written beside the contract where a person asks for it."""
    laid(tmp_path, sam(function("Work")))
    done = attach(tmp_path, Wish(contract=contract("Work"), mode="alert"))
    assert done.properties("Work")["Environment"]["Variables"]["ENNEAD_MODE"] == "alert"
    assert done.functions["Work"].mode == "alert"


def test_a_name_that_is_told(tmp_path: Path) -> None:
    """A function whose deployed name the template gives needs no other."""
    laid(tmp_path, sam(function("Work", "      FunctionName: orders\n")))
    assert "ENNEAD_FUNCTION" not in variables(tmp_path, Wish(contract=contract("orders")))


def test_another_functions_name(tmp_path: Path) -> None:
    """An id that is another function's deployed name is not taken for this one's."""
    laid(
        tmp_path, sam(function("Work", "      FunctionName: orders\n"), function("Other", "      FunctionName: Work\n"))
    )
    assert "ENNEAD_FUNCTION" not in variables(tmp_path, Wish(contract=contract("orders", "Work")))


def test_a_name_that_a_person_set(tmp_path: Path) -> None:
    """An `ENNEAD_FUNCTION` that the contract knows stays; one that it does not know is set."""
    laid(tmp_path, sam(function("Work", f"{VARIABLES}          ENNEAD_FUNCTION: mine\n")))
    assert variables(tmp_path, Wish(contract=contract("mine", "Work")))["ENNEAD_FUNCTION"] == "mine"
    assert variables(tmp_path, Wish(contract=contract("Work")))["ENNEAD_FUNCTION"] == "Work"


def test_a_contract_that_does_not_name_it(tmp_path: Path) -> None:
    """A function that the contract says nothing of is attached, and that only the default holds is said."""
    laid(tmp_path, sam(function("Work")))
    done = attach(tmp_path, Wish(contract=contract("Else")))
    assert done.functions["Work"].attached
    assert "does not name it: there the contract's default holds" in " ".join(done.functions["Work"].notes)


def test_a_mode_that_is_there(tmp_path: Path) -> None:
    """A mode of before stays, and that it stands above the contract's is said."""
    laid(tmp_path, sam(function("Work", f"{VARIABLES}          ENNEAD_MODE: alert\n")))
    done = attach(tmp_path, Wish(contract=contract("Work")))
    assert done.properties("Work")["Environment"]["Variables"]["ENNEAD_MODE"] == "alert"
    assert "stands above the contract's modes" in " ".join(done.functions["Work"].notes)


def test_another_contract_takes_its_place(tmp_path: Path) -> None:
    """A new hash is written over the earlier one, and nothing else."""
    laid(tmp_path, sam(function("Work")))
    first = attach(tmp_path, Wish(contract=contract("Work"))).text
    laid(tmp_path, {"template.yaml": first})
    second = attach(tmp_path, Wish(contract=contract("Work", digest="cd" * 32))).text
    assert second == first.replace("ab" * 32, "cd" * 32)


def test_a_nested_stack_that_is_used_twice(tmp_path: Path) -> None:
    """One text cannot tell two functions different names: they are left, and how to name them is said."""
    nested = "    Type: AWS::Serverless::Application\n    Properties: {Location: inner/template.yaml}\n"
    inner = {f"inner/{name}": text for name, text in sam(function("Work")).items()}
    laid(tmp_path, {**sam(tail=f"  A:\n{nested}  B:\n{nested}"), **inner})
    done = attach(tmp_path, Wish(contract=contract("A.Work", "B.Work")))
    assert {one.state for one in done.functions.values()} == {State.BY_HAND}
    assert "--name ID=NAME" in done.functions["A.Work"].reasons[0].text
    assert all(one.attached for one in attach(tmp_path, Wish(contract=contract())).functions.values())


def test_a_service(tmp_path: Path) -> None:
    """The Serverless Framework's functions have names of their own, which the contract knows."""
    laid(tmp_path, {"serverless.yml": SERVICE, "work.py": HANDLER, "variables.yml": "A: b\n"})
    done = attach(tmp_path, Wish(contract=contract("core-dev-plain")))
    assert done.document["functions"]["plain"]["environment"] == {
        **WRAPPER,
        "ENNEAD_NEXT_WRAPPER": "/opt/otel-instrument",
        "ENNEAD_CONTRACT_HASH": "ab" * 32,
    }
    assert "does not name it" in " ".join(done.functions["own"].notes)


def test_terraform(tmp_path: Path) -> None:
    """A block, an object and an expression get the hash; where the name is an open variable, the id too."""
    locals_ = 'locals {\n  variables = { TABLE = "orders" }\n}\nvariable "name" {}\n'
    blocks = (
        resource(name="plain"),
        resource('  environment {\n    variables = {\n      TABLE = "t"\n    }\n  }\n', name="object"),
        resource("  environment {\n    variables = local.variables\n  }\n", name="merged").replace(
            'function_name = "merged"', "function_name = var.name"
        ),
    )
    laid(tmp_path, {"main.tf": locals_ + "\n".join(blocks), "work.py": HANDLER})
    asked = Wish(contract=contract("plain", "object", "aws_lambda_function.merged"))
    done = attach(tmp_path, asked)
    assert all(one.attached and one.hashed.agreed is Agreed.SAME for one in done.functions.values())
    assert done.text.count(f'"{"ab" * 32}"') == 3
    flat = " ".join(done.text.split())
    assert flat.count('ENNEAD_FUNCTION = "aws_lambda_function.merged"') == flat.count("ENNEAD_FUNCTION") == 1
    assert "ENNEAD_MODE" not in flat
    laid(tmp_path, {"main.tf": done.text})
    later = attach(tmp_path, Wish(contract=contract(*asked.contract.functions, digest="cd" * 32)))  # type: ignore[union-attr]
    assert later.text.split() == done.text.replace("ab" * 32, "cd" * 32).split()


def test_terraform_attached_before(tmp_path: Path) -> None:
    """An expression that has our variables already is merged with the hash, once."""
    block = resource("  environment {\n    variables = local.variables\n  }\n")
    laid(tmp_path, {"main.tf": 'locals {\n  variables = { TABLE = "orders" }\n}\n' + block, "work.py": HANDLER})
    laid(tmp_path, {"main.tf": attach(tmp_path).text})
    done = attach(tmp_path, Wish(contract=contract("work")))
    assert done.functions["aws_lambda_function.work"].hashed.agreed is Agreed.SAME
    assert done.text.count("merge(") == 2


def test_cdk(tmp_path: Path) -> None:
    """CDK code gets the lines."""
    shutil.copytree(DIALECTS, tmp_path / "all")
    laid(tmp_path / "all" / "cdk", {"cdk.json": '{"app": "npx ts-node app.ts"}'})
    coverages = planned(tmp_path / "all" / "cdk", Wish(contract=contract("OrdersAB12"))).coverages
    one = next(one for one in coverages if one.name.startswith("Orders"))
    assert f"fn.addEnvironment('ENNEAD_CONTRACT_HASH', '{'ab' * 32}');" in one.lines
    assert not [line for line in one.lines if "ENNEAD_MODE" in line]
    known = planned(tmp_path / "all" / "cdk", Wish(contract=contract(one.name))).coverages
    told = next(other for other in known if other.name == one.name)
    assert told.called is None or f"fn.addEnvironment('ENNEAD_FUNCTION', '{one.name}');" in told.lines


def test_an_image(tmp_path: Path) -> None:
    """An image gets the lines of its Dockerfile."""
    text = (
        "  Image:\n    Type: AWS::Serverless::Function\n    Properties:\n      PackageType: Image\n"
        "    Metadata:\n      DockerContext: image\n      Dockerfile: Dockerfile\n"
    )
    laid(tmp_path, sam(text) | {"image/Dockerfile": 'FROM public.ecr.aws/lambda/python:3.13\nCMD ["app.handler"]\n'})
    [one] = planned(tmp_path, Wish(contract=contract("Image"))).coverages
    assert one.lines[0].endswith(f"--output {tmp_path}/image/ennead-layer --contract ennead.contract.json")
    assert one.lines[1:] == (
        "COPY ennead-layer/ /opt/",
        f"ENV ENNEAD_CONTRACT_HASH={'ab' * 32}",
        "ENV ENNEAD_FUNCTION=Image",
        "ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/ennead-wrap",
    )


# -- what is there ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "held", "agreed"),
    [
        (None, contract(), Agreed.NONE),
        ("ab" * 32, contract(), Agreed.SAME),
        ("sha256:" + "AB" * 32, contract(), Agreed.SAME),
        ("cd" * 32, contract(), Agreed.OTHER),
        ("${Hash}", contract(), Agreed.UNTOLD),
        ("ab" * 32, None, Agreed.UNTOLD),
        (object(), contract(), Agreed.UNTOLD),
    ],
)
def test_agreed(there: object, held: Contracted | None, agreed: Agreed) -> None:
    """A hash is the contract's, another's, or could not be told: that never counts as the same."""
    assert contracts.hashed(there, held).agreed is agreed


def test_check_of_a_hash(ennead: Ennead, tmp_path: Path) -> None:
    """`--check` holds the template's hash against the contract that is named, else against the one in the layer."""
    app = laid(tmp_path / "shop", sam(function("Work")))
    file = compiled(tmp_path / "compiled.json", "Work")
    assert ennead("attach", app, "--contract", file, "--write").code == 0

    def agreed(*words: str | Path) -> tuple[str, str | None]:
        [work] = checked(ennead, app, "--check", *words)["functions"]
        return work["contract"]["agreed"], work["contract"]["file"]

    assert agreed() == ("untold", None)
    assert agreed("--contract", file) == ("same", file.as_posix())
    assert f"its contract is {file.as_posix()}" in ennead("attach", app, "--check", "--contract", file).out.replace(
        "\n      ", " "
    )
    other = compiled(tmp_path / "other.json", "Work", mode="enforce")
    assert agreed("--contract", other) == ("other", other.as_posix())
    assert "another contract's" in ennead("attach", app, "--check", "--contract", other).out
    ennead("layer", "build", "--runtime", "python3.13", "--output", app / "ennead-layer", "--contract", other)
    assert agreed()[0] == "other"
    ennead("layer", "build", "--runtime", "python3.13", "--output", app / "ennead-layer", "--contract", file)
    assert agreed()[0] == "same"
    assert ennead("attach", app, "--check").err == ""
    (app / "ennead.contract.json").write_bytes(other.read_bytes())
    assert "is another contract than the layer's" in ennead("attach", app, "--check").err
    [plain] = checked(ennead, laid(tmp_path / "bare", sam(function("Work"))), "--check")["functions"]
    assert plain["contract"] == {"agreed": "none", "hash": None, "file": None, "called": None}


def test_the_command(ennead: Ennead, tmp_path: Path) -> None:
    """The hash written is that of the file's bytes; the layer to build is named with the contract until it holds it;
    undone, all is as before."""
    app = laid(tmp_path / "shop", sam(function("Work")))
    file = compiled(tmp_path / "compiled.json", "Work")
    before = (app / "template.yaml").read_bytes()
    shown = ennead("attach", app, "--contract", file)
    assert hash_of(file) in shown.out
    assert f"--contract {file.as_posix()}" in shown.err
    words = ("layer", "build", "--runtime", "python3.13", "--output", app / "ennead-layer")
    ennead(*words)
    assert "before you deploy" in ennead("attach", app, "--contract", file).err
    ennead(*words, "--contract", file)
    assert "before you deploy" not in ennead("attach", app, "--contract", file).err
    assert ennead("attach", app, "--contract", file, "--write").code == 0
    assert "nothing to change" in ennead("attach", app, "--contract", file, "--write").out
    assert "by its contract" in ennead("attach", app, "--check").out
    ennead("attach", app, "--undo")
    assert (app / "template.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"default": 3}, "its `default` is no object"),
        ({"default": None}, "its `default` is no object"),
        ({"functions": []}, "its `functions` are no object"),
        ({"functions": None}, "its `functions` are no object"),
        ({"functions": {"F": {}, "G": []}}, "its function G is no object"),
    ],
)
def test_a_contract_of_another_shape(ennead: Ennead, tmp_path: Path, changed: dict[str, Any], fault: str) -> None:
    """A file whose parts are not what an agent reads is refused by name, by `attach` and by `layer build`."""
    file = tmp_path / "some.json"
    file.write_text(json.dumps({"schema": "ennead.contract.compiled/1", "default": {}, "functions": {}} | changed))
    with pytest.raises(contracts.ContractFileError, match=fault):
        contracts.load(file)
    assert contracts.first(file) is None
    app = laid(tmp_path / "app", sam(function("Work")))
    assert fault in ennead("attach", app, "--contract", file).err
    built = ennead("layer", "build", "--runtime", "python3.13", "--output", tmp_path / "l", "--contract", file)
    assert (built.code != 0, fault in built.err, (tmp_path / "l").exists()) == (True, True, False)


def test_a_pipe_is_no_contract(ennead: Ennead, tmp_path: Path) -> None:
    """A pipe is not opened, which would wait for a writer: named it is refused, found it is told as not read."""
    app = laid(tmp_path, sam(function("Work")))
    os.mkfifo(tmp_path / "ennead.contract.json")
    with pytest.raises(contracts.ContractFileError, match="is no regular file, so it is not read"):
        contracts.load(tmp_path / "ennead.contract.json")
    assert contracts.first(tmp_path / "ennead.contract.json") is None
    done = ennead("attach", app)
    assert (done.code, "not read: ennead.contract.json: no regular file" in done.err) == (3, True)
    assert ennead("attach", app, "--contract", tmp_path / "ennead.contract.json").code == 2


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "ennead.contract/1"}'])
def test_no_contract(ennead: Ennead, tmp_path: Path, text: str) -> None:
    """A file that is no compiled contract is a usage error that says what makes one."""
    app = laid(tmp_path, sam(function("Work")) | {"some.json": text})
    done = ennead("attach", app, "--contract", tmp_path / "some.json")
    assert (done.code, "`ennead contract compile` writes it" in done.err) == (2, True)


def test_report_where_the_contract_has_the_say(ennead: Ennead, tmp_path: Path) -> None:
    """A function that is ready and has its mode from the contract is switched there, not in the template."""
    app = laid(tmp_path / "shop", sam(function("Work"), function("Other")))
    file = compiled(tmp_path / "compiled.json", "Work")
    ennead("attach", app, "--function", "Work", "--contract", file, "--write")
    ennead("attach", app, "--function", "Other", "--write")
    log = tmp_path / "log"
    log.write_text("\n".join(json.dumps(alive(mode="observe") | {"function": one}) for one in ("Work", "Other")))
    done = ennead("attach", app, "--report", log)
    assert "in the contract, which has the say for Work:  mode: enforce" in done.out
    assert f"ennead attach {app} --function 'Other' --mode enforce --write" in done.out
    assert done.out.count("ENNEAD_MODE: enforce") == 1
    last = alive(mode="enforce") | {"function": "Work", "timestamp": "2026-11-25T10:00:00.000Z"}
    log.write_text("\n".join(json.dumps(one) for one in (last, alive(mode="observe"))))
    assert "it is in enforce already" in ennead("attach", app, "--report", log).out


# -- layers that may be ours ------------------------------------------------------------------------------------------

OTHER = "arn:aws:lambda:us-east-1:123456789012:layer:{}:1"


@pytest.mark.parametrize(
    ("layer", "wish", "state"),
    [
        (OTHER.format("ennead"), Wish(), State.ATTACHED),
        (OTHER.format("guard"), Wish(arn=OTHER.format("guard"), named=True), State.ATTACHED),
        (OTHER.format("guard"), Wish(arn=OTHER.format("guard")[:-1] + "7", named=True), State.ATTACHED),
        (OTHER.format("lib"), Wish(), State.BY_HAND),
        ("!Ref Some", Wish(), State.BY_HAND),
        (OTHER.format("lib"), Wish(arn=OTHER.format("guard"), named=True), State.COVERABLE),
    ],
)
def test_a_layer_of_somebody(tmp_path: Path, layer: str, wish: Wish, state: State) -> None:
    """With the wrapper's variable a function is attached where a layer is ours by its name or as the one asked for;
    a layer that may be anything leaves it untold."""
    more = f"      Layers: [{layer}]\n{VARIABLES}          AWS_LAMBDA_EXEC_WRAPPER: /opt/ennead-wrap\n"
    laid(tmp_path, sam(function("Work", more), head="Parameters: {Some: {Type: String}}\n"))
    [one] = planned(tmp_path, wish).coverages
    assert one.state is state
    if state is State.BY_HAND:
        assert (one.reasons[0].why, "could not be told" in one.reasons[0].text) == (Why.UNKNOWN, True)


def test_a_size_that_could_not_be_told(tmp_path: Path) -> None:
    """Code whose size cannot be counted is no small code: it is said, and the bytes are not told."""
    laid(tmp_path, sam(function("Work").replace("CodeUri: src", "CodeUri: work.zip")) | {"work.zip": "no archive"})
    [one] = planned(tmp_path).coverages
    assert one.size is None
    assert "could not be told" in " ".join(one.notes)
