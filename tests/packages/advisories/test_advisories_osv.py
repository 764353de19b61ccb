"""Matching against a second evaluator, on real records and on made ones."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ennead.packages.advisories import Advisories, Status
from ennead.packages.advisories.importing import import_paths
from tests.packages.advisories import by_the_book
from tests.packages.advisories.records import DAY, Json, pypi, record

SEED = Path(__file__).parents[4] / "shared" / "data" / "advisories"
needs_seed = pytest.mark.skipif(not SEED.is_dir(), reason="the seed of advisories lies outside the project")
PAIRS = 2_000


def _records() -> Iterator[Json]:
    for file in sorted(SEED.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


@pytest.fixture(scope="module")
def records() -> list[Json]:
    """The seed's records."""
    return list(_records())


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisories]:
    """The database of the seed."""
    file = tmp_path_factory.mktemp("seed") / "advisories.db"
    assert import_paths([SEED], file).faults == ()
    with Advisories(file) as advisories:
        yield advisories


@needs_seed
@pytest.mark.parametrize("ecosystem", ["PyPI", "npm", "Maven"])
def test_pairs_of_the_seed(ecosystem: str, records: list[Json], seed: Advisories) -> None:
    """Two thousand versions of each ecosystem are affected by just the records that another evaluator names."""
    chance = random.Random(ecosystem)  # noqa: S311
    asked = [pair for one in records for pair in by_the_book.versions_of(one, ecosystem)]
    about: dict[tuple[str, str], list[Json]] = {}
    for one in records:
        for named in by_the_book.names(one):
            about.setdefault(named, []).append(one)
    wrong = []
    for name, version in chance.sample(asked, PAIRS):
        mine = seed.match(ecosystem, name, version)
        (place,) = by_the_book.names({"affected": [{"package": {"ecosystem": ecosystem, "name": name}}]})
        theirs = [one["id"] for one in about[place] if by_the_book.affected(one, ecosystem, name, version)]
        if list(mine) != sorted(theirs):
            wrong.append((name, version, mine, theirs))
    assert wrong == []


@needs_seed
def test_every_version_of_the_seed_is_found(records: list[Json], seed: Advisories) -> None:
    """Every version that a record lists is affected by it, though most lists are not kept."""
    missing = [
        (one["id"], entry["package"]["name"], version)
        for one in records
        if not one.get("withdrawn")
        for entry in one["affected"]
        for version in entry.get("versions") or []
        if one["id"] not in seed.match(entry["package"]["ecosystem"], entry["package"]["name"], version)
    ]
    assert missing == []


@needs_seed
def test_fixes_of_the_seed_are_clean(records: list[Json], seed: Advisories) -> None:
    """Every smallest fix is after the version that was asked, and no record affects it."""
    chance = random.Random(7)  # noqa: S311
    asked = [pair for one in records for pair in by_the_book.versions_of(one, "PyPI")]
    for name, version in chance.sample(asked, 1_000):
        fix = seed.smallest_fix(pypi(name, version))
        if fix is not None:
            assert by_the_book.compare("PyPI", version, fix) < 0
            assert seed.verdict(pypi(name, fix)).status is Status.CLEAN


# -- made records -------------------------------------------------------------------------------

VERSIONS = {
    "PyPI": ["0", "0.1", "1.0", "1.0.0", "1.0rc1", "1.0.post1", "1.1", "2.0", "2.0.dev1", "10.0", "1!0", "x-y"],
    "npm": ["0.0.0", "0.1.0", "1.0", "1.0.0", "1.0.0-rc.1", "1.0.0+b", "1.1.0", "2.0.0", "2.0.0-0", "10.0.0", "x.y"],
    "Maven": ["0.1", "1.0", "1", "1.0-rc1", "1.0.Final", "1.0-sp", "1.1", "2.0", "2.0-SNAPSHOT", "10.0", "${v}"],
}


@st.composite
def made(draw: st.DrawFn, ecosystem: str) -> Json:
    """A record of one package: some ranges, some listed versions."""
    version = st.sampled_from(VERSIONS[ecosystem])
    entries = []
    for _ in range(draw(st.integers(1, 2))):
        ranges = []
        for _ in range(draw(st.integers(0, 2))):
            kinds = st.sampled_from(["introduced", "fixed", "last_affected"])
            pairs = draw(st.lists(st.tuples(kinds, version), min_size=0, max_size=4))
            first = ("introduced", draw(st.one_of(st.just("0"), version)))
            ranges.append({"type": "ECOSYSTEM", "events": [{kind: text} for kind, text in (first, *pairs)]})
        listed = draw(st.lists(version, max_size=2))
        entries.append({"package": {"ecosystem": ecosystem, "name": "acme"}, "ranges": ranges, "versions": listed})
    return {"id": f"X-{draw(st.integers(1, 9))}", "modified": DAY, "affected": entries}


def _sound(one: Json, ecosystem: str) -> bool:
    """Whether all its events name versions, and no two that bear on one another stand in one place: there the
    specification says nothing."""
    for entry in one["affected"]:
        for part in entry["ranges"]:
            try:
                texts = [text for event in part["events"] for text in event.values()]
                same = [
                    (first, second)
                    for first in range(len(texts))
                    for second in range(first)
                    if by_the_book.compare(ecosystem, texts[first], texts[second]) == 0
                ]
            except by_the_book.NoVersion:
                return False
            if same:
                return False
    return True


@pytest.mark.parametrize("ecosystem", VERSIONS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_made_records(ecosystem: str, tmp_path: Path, data: st.DataObject) -> None:
    """Of any sound records, each version is affected by those that another evaluator names."""
    every = data.draw(st.lists(made(ecosystem), min_size=1, max_size=4, unique_by=lambda one: str(one["id"])))
    records = [one for one in every if _sound(one, ecosystem)]
    other = record("Z-1", {"package": {"ecosystem": ecosystem, "name": "other"}, "versions": ["1.0"]})
    (tmp_path / "made.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in [*records, other]))
    (tmp_path / "made.db").unlink(missing_ok=True)
    import_paths([tmp_path / "made.jsonl"], tmp_path / "made.db")
    with Advisories(tmp_path / "made.db") as advisories:
        for version in VERSIONS[ecosystem]:
            theirs = sorted(one["id"] for one in records if by_the_book.affected(one, ecosystem, "acme", version))
            mine = advisories.match(ecosystem, "acme", version)
            listed_as_equal = set(mine) - set(theirs)
            assert set(theirs) <= set(mine)
            assert all(_lists_equal(one, ecosystem, version) for one in records if one["id"] in listed_as_equal)


def _lists_equal(one: Json, ecosystem: str, version: str) -> bool:
    """Whether it lists the same release in other words: 1.0 and 1.0.0 are one on PyPI."""
    texts = [text for entry in one["affected"] for text in entry["versions"]]
    return ecosystem != "Maven" and any(_equal(ecosystem, text, version) for text in texts)


def _equal(ecosystem: str, one: str, two: str) -> bool:
    try:
        return by_the_book.compare(ecosystem, one, two) == 0
    except by_the_book.NoVersion:
        return False
