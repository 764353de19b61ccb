"""Which commands deploy, and where."""

from __future__ import annotations

import pytest

from ennead.sources.supply.commands import Deploy, deploys


@pytest.mark.parametrize(
    ("script", "command"),
    [
        ("sam build && sam deploy --no-confirm-changeset", "sam deploy"),
        ("npx cdk deploy --all", "cdk deploy"),
        ("sls --stage prod deploy", "serverless deploy"),
        ("npx serverless deploy \\\n  --stage prod", "serverless deploy"),
        ("terraform -chdir=. apply -auto-approve", "terraform apply"),
        ("aws --region eu-central-1 cloudformation deploy --stack-name a", "aws cloudformation deploy"),
        ("aws lambda update-function-code --function-name a", "aws lambda update-function-code"),
        ("npm run deploy:prod", "npm run deploy:prod"),
        ("make deploy", "make deploy"),
    ],
)
def test_a_command_that_deploys(script: str, command: str) -> None:
    """It is known with options before and after it, and over several lines."""
    assert [one.command for one in deploys(script, ".")] == [command]


@pytest.mark.parametrize(
    "script",
    ["sam build", "# sam deploy", "echo sam deploy", "cdk diff", "terraform plan", "aws s3 ls", "npm run build", ""],
)
def test_a_command_that_does_not(script: str) -> None:
    """Builds, plans, comments and words that are only printed deploy nothing."""
    assert list(deploys(script, ".")) == []


@pytest.mark.parametrize(
    ("script", "folder"),
    [
        ("sam deploy", "."),
        ("cd services/orders && sam deploy", "services/orders"),
        ("cd services\ncd orders\nsam deploy", "services/orders"),
        ("sam deploy --template-file services/orders/template.yaml", "services/orders"),
        ("sam deploy -t .aws-sam/build/template.yaml", "."),
        ("terraform -chdir=infra apply", "infra"),
        ("cd $SERVICE && sam deploy", None),
        ("cd ../other && sam deploy", None),
        ("cd /srv/app && sam deploy", None),
    ],
)
def test_the_folder_it_works_in(script: str, folder: str | None) -> None:
    """`cd` and a command's own options lead there; what hangs on a variable, or leads out, could not be told."""
    (found,) = deploys(script, ".")
    assert found.folder == folder


def test_several_in_one_script() -> None:
    """Each is found where it works; a `cd` in parentheses ends with them."""
    found = list(deploys("(cd a; sam deploy)\npushd b\nsam deploy\n", "."))
    assert found == [Deploy("sam deploy", "a"), Deploy("sam deploy", "b")]


def test_a_flood_ends() -> None:
    """A script of words that might begin a command takes no time worth naming."""
    assert list(deploys("sam " * 50_000 + "\n" + "aws a " * 50_000, ".")) == []
