"""What `vulnerable-package` finds, how bad, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.engine.scan import Request, scan
from ennead.model.finding import Fix, NoFix, Severity
from ennead.practices.p4_dependencies.malicious_package import malicious_package
from ennead.practices.p4_dependencies.vulnerable_package import vulnerable_package
from tests.checks.coded import HANDLER, HEAD, findings, function, reasons
from tests.checks.packaged import REQUESTS, flaw, known, lock, of, place
from tests.packages.deployed.build import zipped

__all__ = ["place"]
ONE = {"template.yaml": HEAD + function("Orders"), "src/app.py": REQUESTS, "src/requirements.txt": "requests==2.0.0\n"}
DYNAMIC = "def handler(event, context):\n    return eval(event['what'])\n"
JS = "const basket = require('basket');\nexports.handler = async (event) => basket.open(event);\n"


def test_what_it_says(tmp_path: Path, place: Path) -> None:
    """The message names the package, the function, the import, the flaw and the way in; the fix a version."""
    known(place, flaw("requests"))
    (found,) = findings(of(tmp_path, vulnerable_package, ONE))
    assert found.message == (
        "requests 2.0.0 runs in Orders, which imports it: requests runs what it is told (GHSA-2222-2222-2222);"
        " GET /orders starts Orders"
    )
    assert (found.at.path, found.at.line, found.function) == ("src/requirements.txt", 1, "Orders")
    assert (found.severity, found.fix) == (Severity.CRITICAL, Fix("Update requests to 9.0.0", edit="requests==9.0.0"))
    assert [hop.message for hop in found.path] == ["anyone", "GET /orders", "Orders"]
    assert "GHSA-2222-2222-2222" in found.references


@pytest.mark.parametrize(
    ("code", "more", "severity"),
    [
        (HANDLER, {}, Severity.HIGH),
        (REQUESTS, {}, Severity.CRITICAL),
        (REQUESTS, {"score": "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N"}, Severity.LOW),
        (DYNAMIC, {}, Severity.CRITICAL),
    ],
    ids=["not imported", "imported", "a small flaw", "not told"],
)
def test_severity(tmp_path: Path, place: Path, code: str, more: dict[str, str], severity: Severity) -> None:
    """It is the advisory's, and one step less only where it is sure that no handler loads the package."""
    known(place, flaw("requests", **more))
    (found,) = findings(of(tmp_path, vulnerable_package, {**ONE, "src/app.py": code}))
    assert found.severity is severity


def test_one_finding_for_several_functions(tmp_path: Path, place: Path) -> None:
    """Functions that ship the same package are one finding, each at its own line."""
    known(place, flaw("requests"))
    template = HEAD + function("Orders") + function("Stock", "stock.handler") + function("Basket", code="basket/")
    files = {**ONE, "template.yaml": template, "src/stock.py": HANDLER, "basket/app.py": HANDLER}
    (found,) = findings(of(tmp_path, vulnerable_package, files))
    assert "requests 2.0.0 runs in Orders and Stock, of which Orders imports it" in found.message
    assert [(one.function, one.message) for one in found.related] == [
        ("Orders", "Orders imports it"),
        ("Stock", "Stock ships it and does not import it"),
    ]
    assert len({one.at.line for one in found.related}) == 2


@pytest.mark.parametrize(
    "files",
    [
        {"src/requirements.txt": "requests==9.0.0\n"},
        {"src/requirements.txt": "requests>=1\n"},
        {"src/requirements.txt": "", "requirements.txt": "requests==2.0.0\n"},
        {"src/requirements.txt": "", "src/requirements-dev.txt": "requests==2.0.0\n"},
        {"src/requirements.txt": "", "src/package.json": '{"dependencies": {"requests": "2.0.0"}}'},
    ],
    ids=["repaired", "no version", "above the folder", "for development", "another language"],
)
def test_what_is_none(tmp_path: Path, place: Path, files: dict[str, str]) -> None:
    """Versions outside the range, unknown ones, and packages that are not shipped are no finding."""
    known(place, flaw("requests"), flaw("requests", ecosystem="npm", record="GHSA-3333-3333-3333"))
    assert of(tmp_path, vulnerable_package, {**ONE, **files}) == []


def test_no_version_clears_it(tmp_path: Path, place: Path) -> None:
    """Without a repaired version there is no fix, and the reason says what to do instead."""
    known(place, flaw("requests", None))
    (found,) = findings(of(tmp_path, vulnerable_package, ONE))
    assert found.fix == NoFix("no version clears it: replace requests, or hand it nothing that a caller chooses")


def test_a_package_that_came_with_another(tmp_path: Path, place: Path) -> None:
    """It is loaded where the one that brought it is; the fix names that one, and how to set a version over it."""
    known(place, flaw("deep", ecosystem="npm"))
    deep = json.dumps({"node_modules/deep": {"version": "1.0.0"}})
    text = json.loads(lock(("basket", "1.0.0"), more=deep))
    text["packages"]["node_modules/basket"]["dependencies"] = {"deep": "^1.0.0"}
    template = HEAD + function("Orders").replace("python3.13", "nodejs22.x")
    files = {
        "template.yaml": template,
        "src/app.js": JS,
        "src/package.json": '{"dependencies": {"basket": "1.0.0"}}',
        "src/package-lock.json": json.dumps(text),
    }
    (found,) = findings(of(tmp_path, vulnerable_package, files))
    assert "deep 1.0.0 runs in Orders, which loads it with another package" in found.message
    assert isinstance(found.fix, Fix)
    assert found.fix.title.startswith("Update basket@1.0.0, which brings deep, until it brings 9.0.0")
    assert found.fix.edit == '"overrides": {"deep": "^9.0.0"}'


def test_the_function_that_is_flawed_is_called(tmp_path: Path, place: Path) -> None:
    """Where the advisory names functions and the handler calls one, that is said."""
    known(place, flaw("requests", ecosystem_specific={"affects": {"functions": ["requests.get"]}}))
    (found,) = findings(of(tmp_path, vulnerable_package, ONE))
    assert "which calls what is flawed" in found.message


def test_without_a_database_one_item(tmp_path: Path, place: Path) -> None:
    """That nothing was asked is told once, by whichever check and however many applications there are."""
    assert not place.exists()
    for app in ("shop", "blog"):
        for name, text in ONE.items():
            (tmp_path / app / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / app / name).write_text(text, encoding="utf-8")
    result = scan(tmp_path, Request((vulnerable_package, malicious_package))).result
    assert len(result.apps) == 2
    assert [(one.check, "no advisory database" in one.reason) for one in result.unassessed] == [
        ("vulnerable-package", True)
    ]


def test_without_packages_nothing_is_asked(tmp_path: Path, place: Path) -> None:
    """Where no function ships a package there is nothing to be told."""
    assert of(tmp_path, vulnerable_package, {**ONE, "src/app.py": HANDLER, "src/requirements.txt": ""}) == []


def test_a_lock_that_cannot_be_read(tmp_path: Path, place: Path) -> None:
    """What it names was held against nothing, and that is said."""
    known(place, flaw("requests"))
    outcomes = of(tmp_path, vulnerable_package, {**ONE, "src/uv.lock": "version = [\n"})
    assert len([reason for reason in reasons(outcomes) if "src/uv.lock" in reason]) == 1


def test_a_database_that_is_broken(tmp_path: Path, place: Path) -> None:
    """It is one item that says so, and no fault of the scan."""
    place.write_bytes(b"no database")
    outcomes = of(tmp_path, vulnerable_package, ONE)
    assert findings(outcomes) == []
    assert len(reasons(outcomes)) == 1
    assert "is no advisory database" in reasons(outcomes)[0] or "is damaged" in reasons(outcomes)[0]


def test_a_package_that_is_not_loaded_lies_there(tmp_path: Path, place: Path) -> None:
    """It is not said to run where no handler imports it."""
    known(place, flaw("requests"))
    (found,) = findings(of(tmp_path, vulnerable_package, {**ONE, "src/app.py": HANDLER}))
    assert found.message.startswith("requests 2.0.0 lies in Orders, which does not import it: ")


def test_an_ecosystem_that_the_database_does_not_hold(tmp_path: Path, place: Path) -> None:
    """That nothing is known of an ecosystem is one item, however many packages of it are shipped."""
    known(place, flaw("basket", ecosystem="npm"))
    files = {**ONE, "src/requirements.txt": "requests==2.0.0\nflask==3.0.0\n"}
    for check in (vulnerable_package, malicious_package):
        (item,) = of(tmp_path, check, files)
        assert reasons([item]) == [
            "whether anything is known against flask and 1 more of PyPI: the database tells nothing of PyPI packages:"
            " `ennead db sync --ecosystem PyPI`"
        ]


def test_a_record_that_cannot_be_evaluated(tmp_path: Path, place: Path) -> None:
    """A package of which a record cannot be evaluated is not passed over in silence."""
    known(place, flaw("requests", "x.y"))
    (reason,) = reasons(of(tmp_path, vulnerable_package, ONE))
    assert "against requests of PyPI: GHSA-2222-2222-2222: 'x.y' is no version of PyPI" in reason


def test_more_reasons_than_anybody_reads(tmp_path: Path, place: Path) -> None:
    """Many versions that are none are some items, and one for the rest."""
    known(place, flaw("basket", ecosystem="npm"))
    names = [f"strange-{number}" for number in range(9)]
    files = {
        "template.yaml": HEAD + function("Orders").replace("python3.13", "nodejs22.x"),
        "src/app.js": JS,
        "src/package.json": "{}",
        "src/package-lock.json": lock(*((name, f"x.{name}") for name in names)),
    }
    said = reasons(of(tmp_path, vulnerable_package, files))
    assert len(said) == 6
    assert said[-1] == (
        "whether anything is known against strange-5 and 3 more of npm: for other reasons; `ennead packages` tells them"
    )


def test_a_version_of_a_list_that_is_not_here(tmp_path: Path, place: Path) -> None:
    """Packages whose versions stand elsewhere are told in one item, with where that is."""
    known(place, flaw("g:other", ecosystem="Maven"))
    wanted = "".join(f"<dependency><groupId>g</groupId><artifactId>{one}</artifactId></dependency>" for one in "ab")
    pom = (
        "<project><parent><groupId>p</groupId><artifactId>q</artifactId><version>1</version></parent>"
        f"<artifactId>orders</artifactId><dependencies>{wanted}</dependencies></project>"
    )
    files = {
        "template.yaml": HEAD + function("Orders", "app.Orders::handle").replace("python3.13", "java21"),
        "src/pom.xml": pom,
    }
    (reason,) = reasons(of(tmp_path, vulnerable_package, files))
    assert (
        reason
        == "whether anything is known against g:a and 1 more of Maven: its version stands in the parent p:q:1, not here"
    )


@pytest.mark.parametrize(
    ("files", "path", "word"),
    [
        ({"src/pom.xml": " " * (10 * 1024 * 1024 + 1)}, "src/pom.xml", "larger than 10 MiB"),
        ({"src/setup.py": "setup(install_requires=['requests'])\n"}, "src/setup.py", "setup.py is a program"),
        ({"src/Gemfile": "gem 'rack'\n"}, "src/Gemfile", "a Gemfile without a lock"),
        ({"src/go.mod": "module x\ngo 1.16\nrequire github.com/a/b v1.0.0\n"}, "src/go.mod", "written by Go before"),
    ],
    ids=["too large", "setup.py", "Gemfile", "old Go"],
)
def test_a_manifest_that_cannot_be_read(
    tmp_path: Path, place: Path, files: dict[str, str], path: str, word: str
) -> None:
    """A file that was not read at all, or that is a program, is told: no other check speaks of it."""
    known(place, *(flaw("x", ecosystem=one, record=f"GHSA-2222-2222-222{one[0]}") for one in ("PyPI", "Go")))
    runtimes = {"src/pom.xml": "java21", "src/Gemfile": "ruby3.4", "src/go.mod": "provided.al2023"}
    template = HEAD + function("Orders").replace("python3.13", runtimes.get(path, "python3.13"))
    said = reasons(of(tmp_path, vulnerable_package, {"template.yaml": template, "src/app.py": HANDLER, **files}))
    (reason,) = [one for one in said if one.startswith(f"what {path} names: ")]
    assert word in reason


def test_a_setup_py_beside_what_a_build_installs(tmp_path: Path, place: Path) -> None:
    """It is passed over where a list of requirements says what is deployed."""
    known(place, flaw("requests"))
    files = {**ONE, "src/requirements.txt": "requests==9.0.0\n", "src/setup.py": "setup()\n"}
    assert of(tmp_path, vulnerable_package, files) == []


LAYERED = HEAD + function("Orders", more="      Layers: [!Ref Tools]\n")


def test_a_layer_that_is_damaged(tmp_path: Path, place: Path) -> None:
    """What lies in an archive that cannot be read is told, once for each file, with all reasons."""
    known(place, flaw("requests"))
    (tmp_path / "tools.zip").write_bytes(zipped({"python/a.txt": "a"})[:60])
    layer = "  Tools: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: tools.zip}}\n"
    (reason,) = reasons(of(tmp_path, vulnerable_package, {"template.yaml": LAYERED + layer, "src/app.py": HANDLER}))
    assert reason.startswith("what tools.zip names: ")


def test_archives_in_an_archive(tmp_path: Path, place: Path) -> None:
    """What is damaged in an archive is one item for the archive, which names what in it."""
    known(place, flaw("requests"))
    inner = {f"python/{name}.whl": b"PK no archive" for name in ("a", "b", "c")}
    (tmp_path / "tools.zip").write_bytes(zipped(inner))
    layer = "  Tools: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: tools.zip}}\n"
    (item,) = of(tmp_path, vulnerable_package, {"template.yaml": LAYERED + layer, "src/app.py": HANDLER})
    assert reasons([item])[0].startswith("what tools.zip names: python/a.whl and 2 more: ")
    assert item.at is not None
    assert item.at.path == "tools.zip"


def test_an_image_that_is_not_here(tmp_path: Path, place: Path) -> None:
    """That nobody saw what is in an image is told."""
    known(place, flaw("requests"))
    template = HEAD + (
        "  Orders:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {PackageType: Image, ImageUri: '1.dkr.ecr.eu-west-1.amazonaws.com/orders:1'}\n"
    )
    (reason,) = reasons(of(tmp_path, vulnerable_package, {"template.yaml": template}))
    assert "its image is not in the scanned folder" in reason


def test_what_other_checks_speak_of(tmp_path: Path, place: Path) -> None:
    """Code in a bucket and a published layer, which other checks judge, are not told again."""
    known(place, flaw("requests"))
    layer = "      Layers: ['arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowertoolsPythonV3:1']\n"
    template = HEAD + function("Orders", more=layer) + function("Stock", code="s3://bucket/stock.zip")
    assert of(tmp_path, vulnerable_package, {"template.yaml": template, "src/app.py": HANDLER}) == []


def test_many_files_that_cannot_be_read(tmp_path: Path, place: Path) -> None:
    """So many are told one by one as anybody reads, and how many more there are."""
    known(place, flaw("requests"))
    locks = {f"f{number}/uv.lock": "version = [\n" for number in range(23)}
    code = {f"f{number}/app.py": HANDLER for number in range(23)}
    template = HEAD + "".join(function(f"F{number}", code=f"f{number}/") for number in range(23))
    said = reasons(of(tmp_path, vulnerable_package, {"template.yaml": template, **code, **locks}))
    assert len(said) == 21
    assert said[-1].startswith("what 3 more files name, which were not read")
