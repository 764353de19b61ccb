"""Every form that is imported, and what a second import does."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from ennead.packages.advisories import Advisories
from ennead.packages.advisories.importing import Imported, import_paths
from tests.packages.advisories.records import Json, affected, npm, pypi, record, simple

YAML = """\
id: PYSEC-2021-5
modified: 2021-07-16T01:31:33.917972Z
published: 2021-01-01T00:00:00Z
details: Acme before 1.10 reads any file. It was found by nobody.
aliases:
- CVE-2021-0005
affected:
- package:
    name: Acme_Tools
    ecosystem: PyPI
  ranges:
  - type: ECOSYSTEM
    events:
    - introduced: "0"
    - fixed: 1.10
  versions: [1.0, 1.9]
"""
KEV: Json = {
    "catalogVersion": "2024.05.01",
    "dateReleased": "2024-05-01T00:00:00Z",
    "vulnerabilities": [
        {"cveID": "CVE-2021-0005", "dateAdded": "2024-04-30", "knownRansomwareCampaignUse": "Unknown"},
        {"cveID": "CVE-2021-44228", "dateAdded": "2021-12-10"},
    ],
}
EPSS = (
    "#model_version:v2023.03.01,score_date:2024-05-02T00:00:00+0000\n"
    "cve,epss,percentile\nCVE-2021-0005,0.01250,0.9\nCVE-2021-44228,0.97565,1.0\n"
)


def imported(database: Path, *paths: Path) -> Imported:
    return import_paths(paths, database)


def match(database: Path, name: str, version: str, ecosystem: str = "pypi") -> tuple[str, ...]:
    with Advisories(database) as advisories:
        return advisories.match(ecosystem, name, version)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where no database is yet, in a folder that is not there either."""
    return tmp_path / "data" / "ennead" / "advisories.db"


def _zip(path: Path, *records: Json) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in records:
            archive.writestr(f"{one['id']}.json", json.dumps(one))
        archive.writestr("README.txt", "not a record")
    return path


@pytest.mark.parametrize("form", ["json", "list", "jsonl", "jsonl.gz", "json.gz", "zip", "folder"])
def test_forms_of_osv(tmp_path: Path, database: Path, form: str) -> None:
    """A record is read from a file, a list, lines, plain or compressed, an export, or a folder of any of them."""
    text = json.dumps(simple())
    path = tmp_path / f"acme.{form}"
    if form == "folder":
        path = tmp_path / "folder"
        (path / "deep").mkdir(parents=True)
        (path / "deep" / "a.json").write_text(text)
        (path / "package.json").write_text('{"name": "not-a-record"}')
        (path / "README.md").write_text("nor this")
    elif form == "zip":
        _zip(path, simple())
    elif form.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path = path.with_suffix(".json" if form == "list" else path.suffix)
        path.write_text(f"[{text}]" if form == "list" else f"{text}\n")
    done = imported(database, path)
    assert (done.new, done.faults, done.passed) == (1, (), int(form == "folder"))
    assert match(database, "acme", "1.9") == ("PYSEC-1",)
    assert match(database, "acme", "2.0") == ()


def test_github_layout(tmp_path: Path, database: Path) -> None:
    """A clone of GitHub's database is read from its folders, hidden ones left out."""
    folder = tmp_path / "advisory-database"
    place = folder / "advisories" / "github-reviewed" / "2024" / "01" / "GHSA-aaaa-bbbb-cccc"
    place.mkdir(parents=True)
    one = record("GHSA-aaaa-bbbb-cccc", affected("acme", "introduced 0", ecosystem="npm"))
    (place / "GHSA-aaaa-bbbb-cccc.json").write_text(json.dumps(one))
    (folder / ".github").mkdir()
    (folder / ".github" / "x.json").write_text(json.dumps(simple("PYSEC-9")))
    imported(database, folder)
    assert match(database, "acme", "1.0.0", "npm") == ("GHSA-aaaa-bbbb-cccc",)
    assert match(database, "acme", "1.0.0") == ()


def test_pypa_yaml(tmp_path: Path, database: Path) -> None:
    """PyPA's YAML is read with its versions as text: 1.10 is no 1.1."""
    folder = tmp_path / "vulns" / "acme"
    folder.mkdir(parents=True)
    (folder / "PYSEC-2021-5.yaml").write_text(YAML)
    (folder / "mkdocs.yml").write_text("site_name: not a record\n")
    assert imported(database, tmp_path / "vulns").passed == 1
    assert match(database, "ACME.tools", "1.9") == ("PYSEC-2021-5",)
    assert match(database, "acme-tools", "1.10") == ()
    with Advisories(database) as advisories:
        (one,) = advisories.about(pypi("acme-tools", "1.2"))
    assert one.summary == "Acme before 1.10 reads any file."


def test_feeds_of_exploitation(tmp_path: Path, database: Path) -> None:
    """CISA's catalogue and EPSS are told with an advisory by its alias, each with its day, whenever imported."""
    (tmp_path / "a.yaml").write_text(YAML)
    (tmp_path / "kev.json").write_text(json.dumps(KEV))
    (tmp_path / "epss.csv.gz").write_bytes(gzip.compress(EPSS.encode()))
    done = imported(database, tmp_path / "kev.json", tmp_path / "epss.csv.gz")
    assert (done.exploited, done.scores) == (2, 2)
    imported(database, tmp_path / "a.yaml")
    with Advisories(database) as advisories:
        (one,) = advisories.about(pypi("acme-tools", "1.2"))
        days = {source.name: source.updated for source in advisories.dated()}
    assert (one.exploited, one.epss) == ("2024-04-30", 0.0125)
    assert days == {
        "CISA Known Exploited Vulnerabilities": "2024-05-01",
        "EPSS": "2024-05-02",
        "PyPA Advisory Database": "2021-07-16",
    }


def test_an_older_feed_replaces_none(tmp_path: Path, database: Path) -> None:
    """A catalogue or table older than what is there changes nothing."""
    (tmp_path / "kev.json").write_text(json.dumps(KEV))
    (tmp_path / "epss.csv").write_text(EPSS)
    imported(database, tmp_path / "kev.json", tmp_path / "epss.csv")
    (tmp_path / "old.json").write_text(json.dumps(KEV | {"vulnerabilities": [], "dateReleased": "2020-01-01"}))
    (tmp_path / "old.csv").write_text("#x,score_date:2020-01-01T\ncve,epss,percentile\n")
    imported(database, tmp_path / "old.json", tmp_path / "old.csv")
    with Advisories(database) as advisories:
        assert [source.records for source in advisories.dated()] == [2, 2]


# -- a second import ----------------------------------------------------------------------------


def test_a_second_import_extends(tmp_path: Path, database: Path) -> None:
    """What was there stays, what is new comes in."""
    (tmp_path / "a.json").write_text(json.dumps(simple("PYSEC-1")))
    (tmp_path / "b.json").write_text(json.dumps(simple("PYSEC-2")))
    imported(database, tmp_path / "a.json")
    done = imported(database, tmp_path / "b.json")
    assert (done.new, done.newer, done.same, done.older) == (1, 0, 0, 0)
    assert match(database, "acme", "1.0") == ("PYSEC-1", "PYSEC-2")


def test_the_newest_copy_counts(tmp_path: Path, database: Path) -> None:
    """A newer copy of a record replaces the one that is there, in all packages it named; an older one does not."""
    old = record("PYSEC-1", affected("acme", "introduced 0"), affected("gone", "introduced 0"))
    new = simple("PYSEC-1", modified="2024-06-01T00:00:00Z")
    (tmp_path / "old.json").write_text(json.dumps(old))
    (tmp_path / "new.json").write_text(json.dumps(new))
    imported(database, tmp_path / "old.json")
    assert imported(database, tmp_path / "new.json").newer == 1
    assert imported(database, tmp_path / "old.json").older == 1
    assert match(database, "acme", "3.0") == match(database, "gone", "1.0") == ()
    assert match(database, "acme", "1.0") == ("PYSEC-1",)


def test_withdrawn_records_are_dropped_and_stay_so(tmp_path: Path, database: Path) -> None:
    """A withdrawn record is never named, an older copy does not bring it back, a newer one does."""
    (tmp_path / "a.json").write_text(json.dumps(simple()))
    (tmp_path / "b.json").write_text(
        json.dumps(simple(modified="2024-02-01T00:00:00Z", withdrawn="2024-02-01T00:00:00Z"))
    )
    (tmp_path / "c.json").write_text(json.dumps(simple(modified="2024-03-01T00:00:00Z")))
    imported(database, tmp_path / "a.json")
    assert imported(database, tmp_path / "b.json").withdrawn == 1
    assert match(database, "acme", "1.0") == ()
    imported(database, tmp_path / "a.json")
    assert match(database, "acme", "1.0") == ()
    with Advisories(database) as advisories:
        assert [source.withdrawn for source in advisories.dated()] == [1]
    imported(database, tmp_path / "c.json")
    assert match(database, "acme", "1.0") == ("PYSEC-1",)


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """The same records give the same file, in whatever order they come, in one import or two."""
    one, two = tmp_path / "a.json", tmp_path / "b.zip"
    one.write_text(json.dumps(simple("PYSEC-1")))
    _zip(two, simple("PYSEC-2"), simple("PYSEC-3", name="other"))
    files = [tmp_path / f"{number}.db" for number in range(3)]
    imported(files[0], one, two)
    imported(files[1], two, one)
    imported(files[2], one)
    imported(files[2], two)
    imported(files[2], one, two)
    assert files[0].read_bytes() == files[1].read_bytes() == files[2].read_bytes()


def test_a_record_that_names_a_package_several_times(tmp_path: Path, database: Path) -> None:
    """All ranges that a record gives for a package count, wherever they stand in it."""
    (tmp_path / "a.json").write_text(
        json.dumps(
            record("PYSEC-1", affected("acme", "introduced 0", "fixed 1"), affected("Acme", "introduced 2", "fixed 3"))
        )
    )
    imported(database, tmp_path / "a.json")
    assert [match(database, "acme", one) != () for one in ("0.5", "1", "2.5", "3")] == [True, False, True, False]


def test_only_listed_versions_that_no_range_holds_are_kept(tmp_path: Path, database: Path) -> None:
    """A version is affected if it is listed or in a range, also one that is no version of the ecosystem."""
    entry = affected("acme", "introduced 1.0", "fixed 2.0", versions=["1.0", "1.5", "2.0rc1", "2.5", "r7-final"])
    (tmp_path / "a.json").write_text(json.dumps(record("PYSEC-1", entry)))
    imported(database, tmp_path / "a.json")
    answers = {one: match(database, "acme", one) != () for one in ("1.7", "2.5", "2.5.0", "2.6", "r7-final", "r8")}
    assert answers == {"1.7": True, "2.5": True, "2.5.0": True, "2.6": False, "r7-final": True, "r8": False}


def test_capitals_in_npm_names(tmp_path: Path, database: Path) -> None:
    """A record under `Acme` is told of acme where acme has records of its own, and says how it is spelled."""
    (tmp_path / "a.jsonl").write_text(
        "\n".join(
            json.dumps(record(f"GHSA-{number}", affected(name, "introduced 0", ecosystem="npm")))
            for number, name in enumerate(["Acme", "acme", "Lonely"])
        )
    )
    imported(database, tmp_path / "a.jsonl")
    imported(database, tmp_path / "a.jsonl")
    with Advisories(database) as advisories:
        assert [one.words[0].spelled for one in advisories.about(npm("acme", "1.0.0"))] == ["Acme", ""]
        assert [one.id for one in advisories.about(npm("Acme", "1.0.0"))] == ["GHSA-0"]
        assert advisories.about(npm("lonely", "1.0.0")) == ()
    assert match(database, "acme", "1.0.0", "npm") == ("GHSA-1",)
