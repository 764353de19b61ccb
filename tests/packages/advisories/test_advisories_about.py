"""What is said of a package: verdicts, faults with all their ids, disputes, severities."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ennead.model.finding import Severity
from ennead.model.package import Ecosystem, Package
from ennead.packages.advisories import Advisory, Commit, Status, Undecided, database
from tests.packages.advisories.conftest import Build
from tests.packages.advisories.records import Json, affected, events, maven, npm, pypi, record, simple

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
NEWER = "CVSS:4.0/AV:N/AC:L/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N"


def vector(score: str) -> list[Json]:
    """`severity` of a record."""
    return [{"type": "CVSS", "score": score}]


# -- verdicts -----------------------------------------------------------------------------------


def test_clean_and_vulnerable(build: Build) -> None:
    """A version that a record affects is vulnerable; one that none does is clean, and so is a package without any."""
    advisories = build(simple())
    assert advisories.verdict(pypi("acme", "1.0")).status is Status.VULNERABLE
    assert advisories.verdict(pypi("acme", "2.0")).status is Status.CLEAN
    assert advisories.verdict(pypi("other", "2.0")).status is Status.CLEAN
    assert advisories.verdict(pypi("other", "2.0")).reason is None


@pytest.mark.parametrize(
    ("package", "reason"),
    [
        (npm("acme", "1.0.0"), "tells nothing of npm packages"),
        (pypi("acme"), "its version is not known"),
        (pypi("acme", "2.0-nonsense"), "'2.0-nonsense' is no version of PyPI"),
        (Package(Ecosystem.DEBIAN, "acme", "1.0"), "by release (Debian:11, ...)"),
        (Package(Ecosystem.AMAZON, "acme", "1.0"), "order of Amazon versions is not known"),
    ],
)
def test_what_is_not_checked_is_never_clean(build: Build, package: Package, reason: str) -> None:
    """A package that no source could be asked about says why, and is not clean."""
    advisories = build(
        simple(),
        record("DSA-1", affected("acme", "introduced 0", ecosystem="Debian:11")),
        record("ALAS-1", affected("acme", "introduced 0", ecosystem="Amazon")),
    )
    verdict = advisories.verdict(package)
    assert verdict.status is Status.NOT_CHECKED
    assert verdict.reason is not None
    assert reason in verdict.reason
    assert verdict.advisories == ()


def test_records_of_other_ecosystems_do_not_cover(build: Build) -> None:
    """An ecosystem that stands in others' records only, or has records of malicious packages only, is not covered."""
    both = [affected("acme", "introduced 0"), affected("acme", "introduced 0", ecosystem="NuGet")]
    malicious = record("MAL-1", affected("evil", "introduced 0", ecosystem="npm"))
    advisories = build(record("GHSA-1", *both), simple("PYSEC-2"), malicious)
    assert [advisories.covers(name) for name in ("pypi", "NuGet", "npm")] == [True, False, False]
    assert advisories.verdict(npm("fine", "1.0.0")).status is Status.NOT_CHECKED
    assert advisories.verdict(npm("evil", "1.0.0")).status is Status.VULNERABLE
    assert advisories.verdict(Package(Ecosystem.NUGET, "ACME", "1.0")).status is Status.VULNERABLE


def test_without_a_version_what_is_known_of_every_one(build: Build) -> None:
    """Without a version a package is vulnerable where every version is, and else not checked."""
    advisories = build(simple(), record("PYSEC-2", affected("evil", "introduced 0")))
    assert [one.id for one in advisories.about(pypi("evil"))] == ["PYSEC-2"]
    assert advisories.verdict(pypi("evil")).status is Status.VULNERABLE
    assert advisories.about(pypi("acme")) == ()


def test_undecided_records_are_told(build: Build) -> None:
    """A record whose range is broken, or that names commits only, is told, and the package is not called clean."""
    git = affected("acme") | {
        "ranges": [{"type": "GIT", "repo": "https://example.com/a", "events": events("introduced 0")}]
    }
    advisories = build(
        record("A-1", affected("acme", "introduced 0", "fixed x.y")),
        record("A-2", git),
        record("A-3", affected("acme", "fixed 1.0")),
        record("A-4", affected("acme"), database_specific={"unconverted_range": ">=None <1.beta"}),
        simple("A-5"),
    )
    verdict = advisories.verdict(pypi("acme", "3.0"))
    assert verdict.status is Status.NOT_CHECKED
    assert verdict.reason == "A-1: 'x.y' is no version of PyPI"
    assert verdict.undecided == (
        Undecided("A-1", "'x.y' is no version of PyPI"),
        Undecided("A-2", "it names commits and no versions"),
        Undecided("A-3", "a range of it begins nowhere"),
        Undecided("A-4", "its range '>=None <1.beta' cannot be read"),
    )


# -- one fault, several records -----------------------------------------------------------------


def test_records_of_one_fault_are_one_advisory(build: Build) -> None:
    """Records that meet in an id or alias, by way of any number of others, are one fault with all ids."""
    advisories = build(
        simple("PYSEC-1", aliases=["CVE-2024-0001"]),
        simple("GHSA-1", aliases=["CVE-2024-0001", "CVE-2024-0002"], fixed="3.0"),
        simple("OTHER-1", aliases=["CVE-2024-0002"]),
        simple("PYSEC-2", aliases=["CVE-2024-0003"]),
    )
    one, two = advisories.about(pypi("acme", "1.0"))
    assert (one.id, one.aliases) == ("GHSA-1", ("CVE-2024-0001", "CVE-2024-0002", "OTHER-1", "PYSEC-1"))
    assert one.fixed == ("2.0", "3.0")
    assert [word.id for word in one.words] == ["GHSA-1", "PYSEC-1", "OTHER-1"]
    assert not one.disputed
    assert (two.id, two.aliases) == ("PYSEC-2", ("CVE-2024-0003",))


def test_a_dispute_shows_each_word(build: Build) -> None:
    """Where sources disagree on a version, the one that denies stands with its own word, and the fault is told."""
    advisories = build(
        simple("PYSEC-1", aliases=["CVE-2024-0001"], fixed="1.5"),
        simple("GHSA-1", aliases=["CVE-2024-0001"], fixed="2.0"),
    )
    (one,) = advisories.about(pypi("acme", "1.7"))
    assert one.disputed
    assert (one.id, one.aliases) == ("GHSA-1", ("CVE-2024-0001", "PYSEC-1"))
    assert [(word.id, word.affected, word.fixed) for word in one.words] == [
        ("GHSA-1", True, ("2.0",)),
        ("PYSEC-1", False, ()),
    ]
    assert advisories.about(pypi("acme", "2.0")) == ()


def test_who_denies_joins_no_two_faults(build: Build) -> None:
    """A record that denies two faults at once leaves them two."""
    advisories = build(
        simple("GHSA-1", aliases=["CVE-2024-0001"]),
        simple("GHSA-2", aliases=["CVE-2024-0002"]),
        simple("RETIREJS-1", aliases=["CVE-2024-0001", "CVE-2024-0002"], fixed="0.1"),
    )
    assert [one.id for one in advisories.about(pypi("acme", "1.0"))] == ["GHSA-1", "GHSA-2"]


# -- what an advisory says ----------------------------------------------------------------------


def only(build: Build, *records: Json, version: str = "1.0") -> Advisory:
    (one,) = build(*records).about(pypi("acme", version))
    return one


@pytest.mark.parametrize(
    ("more", "severity", "score"),
    [
        ({"severity": vector(VECTOR)}, Severity.CRITICAL, 9.8),
        ({"severity": vector(VECTOR) + vector(NEWER)}, Severity.LOW, 1.8),
        ({"severity": vector("AV:N/AC:L/Au:N/C:P/I:P/A:P")}, Severity.HIGH, 7.5),
        ({"severity": vector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N")}, Severity.INFO, 0.0),
        ({"severity": vector("broken"), "database_specific": {"severity": "MODERATE"}}, Severity.MEDIUM, None),
        ({"database_specific": {"severity": "HIGH"}}, Severity.HIGH, None),
        ({"database_specific": {"cvss_score": 6.5}}, Severity.MEDIUM, 6.5),
        ({"database_specific": {"severity": "who knows"}}, None, None),
        ({}, None, None),
    ],
)
def test_severity(build: Build, more: Json, severity: Severity | None, score: float | None) -> None:
    """A severity is that of the newest kind of vector, else the database's own word, else nobody's."""
    one = only(build, simple(**more))
    assert (one.severity, one.score) == (severity, score)


def test_severity_of_the_affected_entry(build: Build) -> None:
    """A severity for the package itself goes before the record's."""
    entry = affected("acme", "introduced 0", severity=vector(VECTOR))
    assert only(build, record("A-1", entry, severity=vector(NEWER))).score == 9.8
    word = affected("acme", "introduced 0", ecosystem_specific={"severity": "low"})
    assert only(build, record("A-1", word, modified="2025-01-01T00:00:00Z")).severity is Severity.LOW


def test_the_worst_of_several_words(build: Build) -> None:
    """Of several records the worst severity counts, with the score of who says so, if he gives one."""
    low = simple("A-1", aliases=["C-1"], severity=vector(NEWER))
    one = only(build, low, simple("A-2", aliases=["C-1"], database_specific={"severity": "CRITICAL"}))
    assert (one.severity, one.score) == (Severity.CRITICAL, None)
    assert [word.severity for word in one.words] == [Severity.LOW, Severity.CRITICAL]
    later = simple("A-2", aliases=["C-1"], severity=vector(VECTOR), modified="2025-01-01")
    assert only(build, low, later).score == 9.8


def test_malicious_packages(build: Build) -> None:
    """A malicious package is critical, and says that it is one."""
    advisories = build(
        record("MAL-2024-1", affected("evil", versions=["1.0.0"], ecosystem="npm"), severity=vector(NEWER)),
        record("GHSA-1", affected("bad", "introduced 0", ecosystem="npm"), database_specific={"cwe_ids": ["CWE-506"]}),
    )
    (one,) = advisories.about(npm("evil", "1.0.0"))
    assert (one.malicious, one.severity, one.words[0].source) == (True, Severity.CRITICAL, "OpenSSF Malicious Packages")
    (two,) = advisories.about(npm("bad", "1.0.0"))
    assert (two.malicious, two.severity) == (True, Severity.CRITICAL)


def test_symbols_and_commits(build: Build) -> None:
    """Functions that must be reached, and commits that repaired, are told where a record names them."""
    go = {"imports": [{"path": "a.example/b", "symbols": ["Do", "T.Run"]}, {"path": "a.example/c"}]}
    git = {"type": "GIT", "repo": "https://example.com/a", "events": events("introduced 0", "fixed abc123")}
    one = only(
        build,
        record(
            "A-1",
            affected("acme", "introduced 0", ecosystem_specific={"affected_functions": ["acme.read"]}),
            aliases=["C"],
        ),
        record("A-2", affected("acme", "introduced 0", ecosystem_specific=go), aliases=["C"]),
        record(
            "A-3",
            affected("acme", "introduced 0", ecosystem_specific={"affects": {"functions": {"acme::x": ["<1"]}}}),
            aliases=["C"],
            database_specific={"fixes": [{"commits": [{"repository": "https://example.com/b", "id": "def456"}]}]},
        ),
        record(
            "A-4",
            affected("acme", "introduced 0") | {"ranges": [git, {"events": events("introduced 0")}]},
            aliases=["C"],
        ),
    )
    assert one.symbols == ("a.example/b.Do", "a.example/b.T.Run", "acme.read", "acme::x")
    assert one.commits == (Commit("https://example.com/a", "abc123"), Commit("https://example.com/b", "def456"))


def test_ranges_are_readable(build: Build) -> None:
    """Ranges are told as people write them, in the order of the versions."""
    entries = [
        affected("acme", "introduced 3.0", "last_affected 3.2", "introduced 1.0", "fixed 1.10"),
        affected("acme", "introduced 0", "limit 9.0"),
        affected("acme", versions=["odd"]),
    ]
    assert only(build, record("A-1", *entries), version="1.5").ranges == (">=1.0 <1.10, >=3.0 <=3.2", "<9.0", "=odd")
    everything = record("A-1", affected("acme", "introduced 0"), modified="2025-01-01")
    assert only(build, everything).ranges == ("every version",)


def test_worst_first(build: Build) -> None:
    """Advisories come with the worst first, those of which nobody says how bad they are last."""
    advisories = build(
        simple("A-1"),
        simple("A-2", database_specific={"severity": "LOW"}),
        simple("A-3", severity=vector(VECTOR)),
        simple("A-4", database_specific={"severity": "CRITICAL"}),
    )
    assert [one.id for one in advisories.about(pypi("acme", "1.0"))] == ["A-3", "A-4", "A-2", "A-1"]


def test_sources_are_dated_and_credited(build: Build) -> None:
    """Each source tells its newest day, its counts, its licence and whom to credit; what is not known says so."""
    advisories = build(
        simple("PYSEC-1"),
        record(
            "PYSEC-2", affected("a", "introduced 0"), affected("b", "introduced 0"), modified="2024-05-05T00:00:00Z"
        ),
        record("ACME-1", affected("a", "introduced 0", ecosystem="npm"), published="2025-01-01T00:00:00Z"),
    )
    pypa, others = advisories.dated()
    assert (pypa.name, pypa.records, pypa.packages, pypa.newest, pypa.updated) == (
        "PyPA Advisory Database",
        2,
        3,
        "2024-01-01",
        "2024-05-05",
    )
    assert pypa.licence == "CC-BY-4.0"
    assert "contributors" in pypa.attribution
    assert (others.name, others.ecosystems) == ("others (ACME)", ("npm",))
    assert (advisories.newest(), advisories.count()) == ("2025-01-01", 3)


# -- repairs ------------------------------------------------------------------------------------


def test_smallest_fix_clears_all_and_brings_in_none(build: Build) -> None:
    """The smallest fix is past every record's end, and skips a version that another record affects."""
    advisories = build(
        simple("A-1", fixed="1.5"),
        simple("A-2", fixed="1.2"),
        record("A-3", affected("acme", "introduced 1.4", "fixed 2.0")),
        record("A-4", affected("acme", "introduced 2.0", "fixed 2.1", "introduced 3.0", "fixed 3.1")),
    )
    assert advisories.smallest_fix(pypi("acme", "1.0")) == "2.1"
    assert advisories.smallest_fix(pypi("acme", "3.0")) == "3.1"
    assert advisories.smallest_fix(pypi("acme", "4.0")) is None
    assert advisories.smallest_fix(pypi("acme", "odd")) is None
    assert advisories.smallest_fix(pypi("acme")) is None


def test_no_fix(build: Build) -> None:
    """Where no version is called repaired there is none to name."""
    advisories = build(record("A-1", affected("acme", "introduced 0")), simple("A-2"))
    assert advisories.smallest_fix(pypi("acme", "1.0")) is None


def test_smallest_fix_prefers_releases(build: Build) -> None:
    """A version before its release is named only to who has one, or where there is no other."""
    advisories = build(
        simple("A-1", fixed="2.0rc1"),
        simple("A-2", fixed="2.1"),
        simple("A-3", name="other", fixed="2.0rc1"),
        simple("A-4", name="third", fixed="2.0rc1"),
        record("A-5", affected("third", "introduced 0", "fixed 1.9")),
        record("A-6", affected("third", "introduced 0", "fixed 2.0")),
    )
    assert advisories.smallest_fix(pypi("other", "1.0")) == "2.0rc1"
    assert advisories.smallest_fix(pypi("third", "1.0")) == "2.0"
    assert advisories.smallest_fix(pypi("third", "2.0b1")) == "2.0"


def test_fixes_that_stand_beside_the_ranges(build: Build) -> None:
    """Versions that a record calls clear, or patched, are candidates too, and short bounds are filled up."""
    advisories = build(
        record(
            "PROJECTKB-1",
            affected("a:b", versions=["1.0", "1.1"], ecosystem="Maven"),
            database_specific={
                "not_affected": [
                    {"package": {"ecosystem": "Maven", "name": "a:b"}, "versions": ["1.1", "1.2", "0.9"]},
                    {"package": {"ecosystem": "Maven", "name": "a:c"}, "versions": ["1.1.5"]},
                ]
            },
        ),
        record(
            "NSWG-ECO-1",
            affected("acme", "introduced 0", "last_affected 1.5.1", ecosystem="npm"),
            database_specific={"patched_versions": ">=1.5.2 <2 || >= 2.0.1"},
        ),
        record("GHSA-1", affected("short", "introduced 0", "fixed 2.6", ecosystem="npm")),
    )
    assert advisories.smallest_fix(maven("a:b", "1.0")) == "1.2"
    assert advisories.smallest_fix(npm("acme", "1.0.0")) == "1.5.2"
    assert advisories.smallest_fix(npm("short", "1.0.0")) == "2.6.0"
    (one,) = advisories.about(npm("short", "1.0.0"))
    assert one.fixed == ("2.6.0",)


# -- where it lies ------------------------------------------------------------------------------


def test_place_of_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path that is given counts, then the variable, then the XDG data folder, then the home folder."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert database(Path("a.db"), {"ENNEAD_DATABASE": "b.db"}) == Path("a.db")
    assert database(None, {"ENNEAD_DATABASE": "b.db", "XDG_DATA_HOME": "/x"}) == Path("b.db")
    assert database(None, {"XDG_DATA_HOME": "/x"}) == Path("/x/ennead/advisories.db")
    for relative in ({}, {"XDG_DATA_HOME": "relative"}, {"ENNEAD_DATABASE": ""}):
        assert database(None, relative) == tmp_path / ".local" / "share" / "ennead" / "advisories.db"


def test_paths_with_odd_letters(build: Build, tmp_path: Path) -> None:
    """A database may lie at any path, also one that looks like part of an address."""
    from ennead.packages.advisories import Advisories  # noqa: PLC0415
    from ennead.packages.advisories.importing import import_paths  # noqa: PLC0415

    (tmp_path / "a.json").write_text(json.dumps(simple()))
    odd = tmp_path / "a b?mode=rw#%20ü" / "x.db"
    import_paths([tmp_path / "a.json"], odd)
    with Advisories(odd) as advisories:
        assert advisories.count() == 1
