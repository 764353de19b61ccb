"""Lockfiles and manifests of the largest size that is still read, made to be slow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ennead.packages.locks.files import MAX_BYTES

Case = dict[str, bytes]


def _filled(start: str, piece: str, end: str = "") -> bytes:
    """As much of a piece as is still read; `{n}` in it is a number."""
    made, size, number = [start], len(start) + len(end), 0
    while size < MAX_BYTES - 200:
        one = piece.replace("{n}", str(number))
        made.append(one)
        size += len(one)
        number += 1
    return "".join((*made, end)).encode()[:MAX_BYTES]


def _json() -> Iterator[tuple[str, Case]]:
    """package-lock.json."""
    yield (
        "json: many packages",
        {"package-lock.json": _filled('{"packages":{"":{}', ',"node_modules/p{n}":{"version":"1.0.0"}', "}}")},
    )
    nested = "/".join(["node_modules/a"] * 29)
    asks = ",".join(f'"n{number}":"1"' for number in range(500))
    yield (
        "json: deep places that ask much",
        {
            "package-lock.json": _filled(
                '{"packages":{"":{}', f',"{nested}/node_modules/p{{n}}":{{"dependencies":{{{asks}}}}}', "}}"
            )
        },
    )
    yield (
        "json: a long chain",
        {
            "package-lock.json": _filled(
                '{"packages":{"":{"dependencies":{"p0":"1"}}',
                ',"node_modules/p{n}":{"version":"1","dependencies":{"p{n}1":"1","p{n}2":"1"}}',
                "}}",
            )
        },
    )
    yield "json: brackets", {"package-lock.json": b"[" * (MAX_BYTES - 10)}
    yield "json: one text without an end", {"package-lock.json": b'{"a": "' + b"\\" * (MAX_BYTES - 20)}
    wishes = ",".join(f'"r{n}":"1"' for n in range(2000))
    chains = [("r", 2000, '"c0"'), ("c", 20_000, '"c9"')]
    yield (
        "json: many roots",
        {
            "package-lock.json": f'{{"packages":{{"":{{"dependencies":{{{wishes}}}}}'.encode()
            + "".join(
                f',"node_modules/{kind}{n}":{{"version":"1","dependencies":{{"{kind}{n + 1}":"1",{other}:"1"}}}}'
                for kind, count, other in chains
                for n in range(count)
            ).encode()
            + b"}}"
        },
    )


def _yaml() -> Iterator[tuple[str, Case]]:
    """pnpm-lock.yaml and yarn.lock."""
    yield "yaml: flow", {"pnpm-lock.yaml": b"a: " + b"[" * 1_000_000}
    yield "yaml: packages", {"pnpm-lock.yaml": _filled("packages:\n", "  /p{n}@1.0.0:\n    dev: false\n")}
    yield (
        "yarn: descriptors",
        {"yarn.lock": _filled("", 'p@{n}, "p@^{n}":\n  version "1.0.0"\n  dependencies:\n    p "1"\n')},
    )


def _toml() -> Iterator[tuple[str, Case]]:
    """poetry.lock and uv.lock."""
    yield "toml: packages", {"poetry.lock": _filled("", '[[package]]\nname = "p{n}"\nversion = "1"\n')}
    yield (
        "toml: one name",
        {"poetry.lock": _filled("", '[[package]]\nname = "p"\nversion = "{n}"\n[package.dependencies]\np = "*"\n')},
    )
    yield "toml: dots", {"uv.lock": b"a." * 1_000_000 + b"b = 1"}
    yield "toml: an open text", {"uv.lock": b'a = """' + b'"" ' * 2_000_000}
    yield "toml: tables in tables", {"uv.lock": _filled("", "[a.b.c.d{n}.e.f.g.h]\n")}


def _xml() -> Iterator[tuple[str, Case]]:
    """pom.xml."""
    yield (
        "xml: dependencies",
        {
            "pom.xml": _filled(
                "<project><artifactId>a</artifactId><dependencies>",
                "<dependency><groupId>g</groupId><artifactId>a{n}</artifactId><version>${v}</version></dependency>",
                "</dependencies></project>",
            )
        },
    )
    yield "xml: properties that grow", {
        "pom.xml": ("<project><artifactId>a</artifactId><properties><p0>x</p0>" + "".join(
            f"<p{n}>${{p{n - 1}}}${{p{n - 1}}}</p{n}>" for n in range(1, 60)) + "</properties><dependencies>" + (
            "<dependency><groupId>g</groupId><artifactId>a</artifactId><version>${p59}</version></dependency>" * 5000
        ) + "</dependencies></project>").encode()
    }  # fmt: skip
    yield "xml: modules that are lists of each other", {
        "pom.xml": b"<project><groupId>g</groupId><artifactId>r</artifactId><packaging>pom</packaging><modules>"
        + b"".join(b"<module>m%d</module>" % n for n in range(300)) + b"</modules></project>",
        **{f"m{n}/pom.xml": (
            f"<project><parent><groupId>g</groupId><artifactId>r</artifactId><version>1</version></parent>"
            f"<artifactId>m{n}</artifactId><dependencyManagement><dependencies>" + "".join(
                f"<dependency><groupId>g</groupId><artifactId>m{(n + k) % 300}</artifactId><version>1</version>"
                "<type>pom</type><scope>import</scope></dependency>" for k in range(1, 40)
            ) + "</dependencies></dependencyManagement></project>").encode() for n in range(300)},
    }  # fmt: skip


def _requirements() -> Iterator[tuple[str, Case]]:
    """requirements.txt."""
    yield "requirements: lines", {"requirements.txt": _filled("", "p{n}==1.0\n")}
    yield "requirements: a chain of notes", {"requirements.txt": _filled("", "p{n}==1.0\n    # via p{n}1, p{n}2\n")}
    yield (
        "requirements: a long chain of notes",
        {"requirements.txt": "".join(f"p{n}==1.0\n    # via p{n + 1}\n" for n in range(50_000)).encode()},
    )
    yield "requirements: one line", {"requirements.txt": b"a==1 \\\n" * 1_000_000}
    yield "requirements: brackets", {"requirements.txt": b"a[" + b"x," * 1900 + b"]\n" + b"a;" + b"(" * 3000}
    yield (
        "requirements: include each other",
        {
            f"r{n}.txt" if n else "requirements.txt": "".join(f"-r r{k}.txt\n" for k in range(60)).encode()
            for n in range(60)
        },
    )


def _gradle() -> Iterator[tuple[str, Case]]:
    """build.gradle."""
    yield "gradle: brackets", {"build.gradle": b"dependencies {" + b"(" * 3_000_000}
    yield "gradle: literals", {"build.gradle": _filled("dependencies {\n", "implementation 'g:a{n}:$v'\n", "}")}
    yield "gradle: an open text", {"build.gradle": b"dependencies {" + b"'\"" * 2_000_000}


def _other() -> Iterator[tuple[str, Case]]:
    """go.mod and Gemfile.lock."""
    yield "go: requirements", {"go.mod": _filled("module m\nrequire (\n", "e.com/p{n} v1.0.0 // indirect\n")}
    yield "ruby: gems", {"Gemfile.lock": _filled("GEM\n  specs:\n", "    g{n} (1.0)\n      g (1)\n")}


def slow() -> Iterator[tuple[str, Case]]:
    """Each with what it is."""
    return chain(_json(), _yaml(), _toml(), _xml(), _requirements(), _gradle(), _other())
