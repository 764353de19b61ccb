"""What is at stake in a finding."""

from __future__ import annotations

from dataclasses import replace

from ennead.engine.rate import Rating, worse
from ennead.model.data import Level
from ennead.model.finding import Exposure, Finding, NoFix, Practice, Related, Severity
from ennead.model.impact import Aim, Impact
from ennead.model.location import Location
from tests.blast.making import TABLES, allow, function, graph_of

FINDING = Finding("c", Practice.MAP, Severity.HIGH, "m", Location("t"), "c-1", NoFix("n"))
READ = allow('"dynamodb:GetItem"', "!GetAtt Orders.Arn")
GRAPH = graph_of(
    TABLES
    + function("Fn", READ)
    + function("Other")
    + "  Files: {Type: AWS::S3::Bucket, Properties: {BucketName: files}}\n"
    + "  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: NONE}}\n"
)


def rated(*about: str, **more: object) -> Finding:
    """A finding about these nodes."""
    return Rating(GRAPH).rated(replace(FINDING, about=about, **more))  # type: ignore[arg-type]


def test_about_a_function() -> None:
    """Its impact is that of what its role reaches, its exposure that of the function."""
    found = rated("function/Fn")
    assert (found.impact, found.exposure) == (Impact.HIGH, Exposure.ANONYMOUS)
    (stake,) = found.stakes
    assert (stake.store, stake.name, stake.level, stake.aims) == (
        "table/Orders", "Orders", Level.HIGH, (Aim.CONFIDENTIALITY,),
    )  # fmt: skip
    assert stake.classes == ("personal", "financial")


def test_about_a_function_that_reaches_nothing() -> None:
    """No store at stake is `none`, which is not unknown."""
    found = rated("function/Other")
    assert (found.impact, found.exposure, found.stakes) == (Impact.NONE, Exposure.INTERNAL, ())


def test_about_a_store() -> None:
    """The store itself is at stake, whoever reaches it."""
    found = rated("bucket/Files")
    assert [(stake.store, stake.aims) for stake in found.stakes] == [("bucket/Files", tuple(Aim))]
    assert found.impact is Impact.UNKNOWN or found.impact is Impact.MODERATE


def test_about_several_functions() -> None:
    """Functions that are named among what is related count too."""
    related = (Related(Location("t"), "Fn", "Fn"), Related(Location("t"), "Other", "Other"))
    assert rated(related=related).impact is Impact.HIGH


def test_about_nothing_on_the_map() -> None:
    """What is about no node could not be told."""
    found = rated()
    assert (found.impact, found.stakes) == (Impact.UNKNOWN, ())


def test_the_check_knows_a_wider_audience() -> None:
    """What the check says is never narrowed."""
    assert rated("function/Other", exposure=Exposure.SIGNED_IN).exposure is Exposure.SIGNED_IN


def test_two_environments() -> None:
    """One finding of two environments has the wider exposure and the higher impact."""
    one = replace(FINDING, impact=Impact.LOW, exposure=Exposure.ANONYMOUS)
    other = replace(FINDING, impact=Impact.HIGH, exposure=Exposure.INTERNAL, message="other")
    both = worse(one, other)
    assert (both.impact, both.exposure, both.message) == (Impact.HIGH, Exposure.ANONYMOUS, "m")
