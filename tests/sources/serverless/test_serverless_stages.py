"""Stages: where an application shows them, and what differs between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ennead.sources.errors import NotGiven
from ennead.sources.read import Options
from tests.sources.serverless.service import FN, HEAD, app, function, variables

ENV = f"{HEAD}{FN}    environment:\n      V: "


@pytest.mark.parametrize(
    ("text", "files", "stages"),
    [
        (HEAD + FN, {}, [""]),
        (f"{ENV}${{self:custom.${{sls:stage}}.v}}\ncustom: {{other: {{w: 1}}, prod: {{v: 1}}, qa: {{v: 2}}}}\n", {},
         ["dev", "prod", "qa"]),
        (f"{ENV}${{self:custom.sizes.${{opt:stage, 'dev'}}}}\ncustom: {{sizes: {{dev: 1, prod: 2, default: 3}}}}\n", {},
         ["dev", "prod"]),
        (f"{ENV}${{param:a}}\nparams: {{default: {{a: 1}}, prod: {{a: 2}}}}\n", {}, ["dev", "prod"]),
        (f"{ENV}${{param:a}}\nstages: {{default: {{params: {{a: 1}}}}, live: {{params: {{a: 2}}}}}}\n", {},
         ["dev", "live"]),
        (f"{ENV}${{file(env.${{opt:stage, 'dev'}}.yml):v}}\n", {"env.dev.yml": "v: 1\n", "env.prod.yml": "v: 2\n"},
         ["dev", "prod"]),
        (f"{ENV}${{file(env/${{self:custom.stage}}/a.yml):v}}\n"
         "custom: {stage: '${opt:stage, self:provider.stage}'}\n",
         {"env/dev/a.yml": "v: 1\n", "env/prod/a.yml": "v: 2\n", "env/notes/b.yml": "v: 3\n"}, ["dev", "prod"]),
        (f"{ENV}1\n".replace("  name: aws", "  name: aws\n  stage: live"), {}, [""]),
    ],
)  # fmt: skip
def test_every_stage_with_values_of_its_own_is_an_environment(
    tmp_path: Path, text: str, files: dict[str, str], stages: list[str]
) -> None:
    """Mappings, parameters and files that a stage chooses among show the stages; the default one comes first."""
    assert list(app(tmp_path, text, files).fragments) == stages


def test_stages_have_the_same_ids_and_their_own_values(tmp_path: Path) -> None:
    """Ids do not change with the stage; names and values do."""
    text = f"{ENV}${{self:custom.${{sls:stage}}.v}}\ncustom: {{dev: {{v: a}}, prod: {{v: b}}}}\n"
    fragments = app(tmp_path, text).fragments
    assert [variables(found)["V"] for found in fragments.values()] == ["a", "b"]
    assert [function(found).name for found in fragments.values()] == ["shop-dev-list", "shop-prod-list"]
    assert len({frozenset(node.id for node in found.nodes) for found in fragments.values()}) == 1


def test_the_default_stage_is_the_provider_s(tmp_path: Path) -> None:
    """Where the provider names a stage by a fallback, that is what is deployed without a word."""
    text = HEAD.replace("  name: aws", "  name: aws\n  stage: ${opt:stage, 'live'}") + FN
    assert function(app(tmp_path, text).fragments[""]).name == "shop-live-list"


def test_one_stage_can_be_asked_for(tmp_path: Path) -> None:
    """`--env` picks a stage that is there, and says so where it is not."""
    text = f"{ENV}${{param:a}}\nparams: {{dev: {{a: 1}}, prod: {{a: 2}}}}\n"
    reading = app(tmp_path, text, options=Options(environment="prod"))
    assert [variables(found)["V"] for found in reading.fragments.values()] == ["2"]
    with pytest.raises(NotGiven, match=r"no stage x .*dev, prod"):
        app(tmp_path, text, options=Options(environment="x"))


def test_more_stages_than_are_read_leave_a_gap(tmp_path: Path) -> None:
    """A file with a hundred stages is read in some of them, and says so."""
    many = "".join(f"  s{number}: {{a: {number}}}\n" for number in range(100))
    fragments = app(tmp_path, f"{ENV}${{param:a}}\nparams:\n{many}").fragments
    assert 1 < len(fragments) < 100
    assert all(any(gap.klass == "stages" for gap in found.gaps) for found in fragments.values())
