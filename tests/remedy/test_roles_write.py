"""Plans for roles, and what is written held against what was asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ennead.engine.roles import AppRoles
from ennead.graph.needed.needs import Untold
from ennead.remedy.apply import apply_plan
from ennead.remedy.errors import RemedyError
from ennead.remedy.roles.choose import choose
from ennead.remedy.roles.plan import plan
from ennead.remedy.roles.write import write
from tests.graph.needed.making import HEAD, NOTHING, app_of, asking, function
from tests.remedy.written import read

WIDE = "      Policies: [AmazonDynamoDBFullAccess]\n"
LIST = asking("boto3.client('s3').list_buckets()")


def shop(folder: Path, more: str = WIDE, code: str = LIST) -> AppRoles:
    """An application with one function."""
    return app_of(folder, {"template.yaml": HEAD + function(more), "src/work.py": code})


def test_a_plan_says_what_it_does(tmp_path: Path) -> None:
    """Its title, the files it has seen, and whether a person should look."""
    made, left = plan([shop(tmp_path)], tmp_path)
    assert made.title == "bring 1 role to what is needed"
    assert list(made.seen or ()) == ["template.yaml"]
    assert (made.review, left) == (False, ())


def test_a_plan_with_something_left(tmp_path: Path) -> None:
    """What is left is in its notes, so that nobody takes it for done."""
    app = shop(tmp_path, code="def handler(event, context):\n    eval(event['x'])\n")
    made, (left,) = plan([app], tmp_path)
    assert (made.edits, made.review, made.notes) == ((), True, (f"{left.function}: {left.reason}",))


def test_a_plan_for_what_is_as_it_should_be(tmp_path: Path) -> None:
    """No edits, and nothing to say."""
    made, left = plan([shop(tmp_path, "", NOTHING)], tmp_path)
    assert (made.title, made.edits, left) == ("bring 0 roles to what is needed", (), ())


def test_what_remains(tmp_path: Path) -> None:
    """After writing, nothing; before, what is missing and what is too much."""
    (before,) = shop(tmp_path).functions
    assert [need.action for need in before.held.missing] == ["s3:ListAllMyBuckets"]
    assert before.held.excess[0].action == "dynamodb:*"
    write(lambda: read(tmp_path), tmp_path)
    (after,) = (one for app in read(tmp_path) for one in app.functions)
    assert (after.held.missing, after.held.excess) == ((), ())


def test_a_template_that_would_lose_a_function_is_put_back(tmp_path: Path) -> None:
    """What is read afterwards is held against what was read before."""
    app = shop(tmp_path)
    before = (tmp_path / "template.yaml").read_bytes()
    answers = iter([[app], [replace(app, functions=())]])
    with pytest.raises(RemedyError, match="Work would no longer be read"):
        write(lambda: next(answers), tmp_path)
    assert (tmp_path / "template.yaml").read_bytes() == before


def test_a_template_that_would_no_longer_be_read_is_put_back(tmp_path: Path) -> None:
    """A fault that was not there before is one of ours."""
    app = shop(tmp_path)
    before = (tmp_path / "template.yaml").read_bytes()
    answers = iter([[app], [replace(app, faults=("template.yaml:3: no such key",))]])
    with pytest.raises(RemedyError, match="no such key"):
        write(lambda: next(answers), tmp_path)
    assert (tmp_path / "template.yaml").read_bytes() == before


def test_a_permission_that_would_be_lost_is_put_back(tmp_path: Path) -> None:
    """No function may lack afterwards what it did not lack before."""
    app = shop(tmp_path, "      Policies: [AmazonS3FullAccess]\n")
    (one,) = app.functions
    lacking = replace(one, held=replace(one.held, missing=one.needs.sure))
    before = (tmp_path / "template.yaml").read_bytes()
    answers = iter([[app], [replace(app, functions=(lacking,))]])
    with pytest.raises(RemedyError, match="Work would not be allowed s3:ListAllMyBuckets, which it needs"):
        write(lambda: next(answers), tmp_path)
    assert (tmp_path / "template.yaml").read_bytes() == before


def test_a_new_fault_beside_an_old_one_is_put_back(tmp_path: Path) -> None:
    """An old fault that an edit moves is the same one; it does not excuse a new one."""
    old = replace(shop(tmp_path), faults=("template.yaml:9: no such key",))
    before = (tmp_path / "template.yaml").read_bytes()
    new = replace(old, faults=("template.yaml:11: no such key", "template.yaml:3: no such type"))
    answers = iter([[old], [new]])
    with pytest.raises(RemedyError, match="no such type"):
        write(lambda: next(answers), tmp_path)
    assert (tmp_path / "template.yaml").read_bytes() == before
    answers = iter([[old], [replace(old, faults=("template.yaml:11: no such key",))]])
    assert write(lambda: next(answers), tmp_path).files == ("template.yaml",)


def test_a_role_that_can_no_longer_be_told_is_put_back(tmp_path: Path) -> None:
    """Nothing is missing where nothing could be told: that is no proof that nothing is."""
    app = shop(tmp_path)
    (one,) = app.functions
    before = (tmp_path / "template.yaml").read_bytes()
    blind = replace(one, held=replace(one.held, missing=(), untold=(Untold("what its policy allows"),)))
    answers = iter([[app], [replace(app, functions=(blind,))]])
    with pytest.raises(RemedyError, match="Work may do could not be told any more: what its policy allows"):
        write(lambda: next(answers), tmp_path)
    assert (tmp_path / "template.yaml").read_bytes() == before


def test_an_error_while_reading_again_puts_back(tmp_path: Path) -> None:
    """Whatever goes wrong after writing, the templates are as they were."""
    app = shop(tmp_path)
    before = (tmp_path / "template.yaml").read_bytes()

    def answers(given: list[AppRoles]) -> list[AppRoles]:
        if not given:
            raise KeyboardInterrupt
        return [given.pop()]

    given = [app]
    with pytest.raises(KeyboardInterrupt):
        write(lambda: answers(given), tmp_path)
    assert (tmp_path / "template.yaml").read_bytes() == before


def test_a_template_that_was_changed_meanwhile(tmp_path: Path) -> None:
    """A plan is for the files as they were read."""
    made, _ = plan([shop(tmp_path)], tmp_path)
    (tmp_path / "template.yaml").write_text(HEAD + function(WIDE) + "# new\n")
    with pytest.raises(RemedyError):
        apply_plan(made, tmp_path)
    assert (tmp_path / "template.yaml").read_text().endswith("# new\n")


# -- what is chosen -----------------------------------------------------------------------------


def test_a_role_that_is_declared_elsewhere_is_no_choice(tmp_path: Path) -> None:
    """There is nothing to choose."""
    app = shop(tmp_path, "      Role: arn:aws:iam::111111111111:role/far\n")
    assert choose(app.functions[0], app.graph) is None


def test_what_goes_and_what_comes(tmp_path: Path) -> None:
    """The wide policy as a whole, and what is lacking without it."""
    app = shop(tmp_path)
    choice = choose(app.functions[0], app.graph)
    assert choice is not None
    assert [(policy.name, len(numbers) == len(policy.statements)) for policy, numbers in choice.gone.items()] == [
        ("AmazonDynamoDBFullAccess", True)
    ]
    assert [need.action for need in choice.written] == ["s3:ListAllMyBuckets"]
    assert not choice.empty


def test_nothing_is_chosen_where_all_is_well(tmp_path: Path) -> None:
    """A role that is as it should be is left alone."""
    app = shop(tmp_path, "", NOTHING)
    choice = choose(app.functions[0], app.graph)
    assert choice is not None
    assert choice.empty


def test_a_role_is_not_made_anew_from_what_is_not_told(tmp_path: Path) -> None:
    """What the function does has to be known to its end."""
    app = shop(tmp_path, code="def handler(event, context):\n    eval(event['x'])\n")
    with pytest.raises(RemedyError, match="could not be told: eval"):
        choose(app.functions[0], app.graph, alone=True)


def test_a_new_role_has_everything(tmp_path: Path) -> None:
    """Made anew, it has what its own policies gave before, as far as it is needed."""
    own = "      Policies: [{Statement: [{Effect: Allow, Action: 's3:ListAllMyBuckets', Resource: '*'}]}]\n"
    app = shop(tmp_path, own)
    choice = choose(app.functions[0], app.graph, alone=True)
    assert choice is not None
    assert [need.action for need in choice.written] == ["s3:ListAllMyBuckets"]
