"""What `floating-base-image` finds and what it leaves alone."""

from __future__ import annotations

import pytest

from ennead.engine.assess import assess
from ennead.graph.derive import derive
from ennead.graph.merge import merge
from ennead.model.app import Edge, EdgeKind, Fragment, Function
from ennead.model.finding import Finding, Outcome, Severity, Unassessed
from ennead.practices.p6_configuration.floating_base_image import floating_base_image
from ennead.sources.supply.images import base_images


def said(image: str, functions: int = 1) -> list[Outcome]:
    """What the check says about functions whose Dockerfile begins with the image."""
    nodes = base_images(f"FROM {image}\n", "img/Dockerfile")
    users = [Function(id=f"function/F{n}", name=f"F{n}", logical_id=f"F{n}") for n in range(functions)]
    edges = tuple(Edge(kind=EdgeKind.DEPENDS_ON, source=fn.id, target=node.id) for fn in users for node in nodes)
    return list(assess(derive(merge("app", [Fragment((*users, *nodes), edges)])), [floating_base_image]))


@pytest.mark.parametrize(
    "image",
    [
        "python:3.13",
        "python",
        "ghcr.io/halfmoon/base:v1",
        "public.ecr.aws/lambda/python:latest",
        "amazon/aws-lambda-python",
    ],
)
def test_a_tag_of_somebody_else_is_low(image: str) -> None:
    """Whoever owns the image decides what the next build contains."""
    (found,) = said(image)
    assert isinstance(found, Finding)
    assert (found.severity, found.function, found.at.path) == (Severity.LOW, "F0", "img/Dockerfile")


@pytest.mark.parametrize(
    "image",
    [
        f"python:3.13@sha256:{'a' * 64}",
        "public.ecr.aws/lambda/python:3.13",
        "amazon/aws-lambda-nodejs:22",
        "111122223333.dkr.ecr.eu-central-1.amazonaws.com/base:7",
    ],
)
def test_a_digest_and_tended_images_are_left_alone(image: str) -> None:
    """The same image every time, AWS's versions, and a registry of one's own."""
    assert said(image) == []


def test_one_image_of_several_functions_is_one_finding() -> None:
    """The functions are its related places."""
    (found,) = said("python:3.13", 3)
    assert isinstance(found, Finding)
    assert found.function is None
    assert {one.function for one in found.related} == {"F0", "F1", "F2"}


def test_an_argument_could_not_be_told() -> None:
    """The build decides."""
    (one,) = said("$BASE")
    assert isinstance(one, Unassessed)
