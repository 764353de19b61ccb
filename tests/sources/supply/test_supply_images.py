"""What the image of a function begins with."""

from __future__ import annotations

import pytest

from ennead.model.unknown import Unknown
from ennead.sources.supply.images import base_images

DIGEST = f"sha256:{'a' * 64}"


@pytest.mark.parametrize(
    ("text", "images"),
    [
        ("FROM python:3.13\n", {"python:3.13": False}),
        (f"from --platform=linux/arm64 python:3.13@{DIGEST} as base\n", {f"python:3.13@{DIGEST}": True}),
        ("FROM node:22 AS build\nRUN make\nFROM python:3.13\nCOPY app.py .\n", {"python:3.13": False}),
        (
            "FROM node:22 AS build\nFROM python:3.13\nCOPY --from=build /a /a\n",
            {"python:3.13": False, "node:22": False},
        ),
        ("FROM python:3.13 AS base\nFROM base\nCOPY --from=ghcr.io/x/uv:1 /uv /uv\n",
         {"ghcr.io/x/uv:1": False, "python:3.13": False}),
        ("ARG V=3.13\nFROM python:${V}\n", {"python:3.13": False}),
        ("FROM python:${V:-3.12}\n", {"python:3.12": False}),
        ("FROM scratch\n", {}),
        ("RUN x\n", {}),
        ("FROM a AS a\nCOPY --from=0 /x /x\n", {"a": False}),
    ],
)  # fmt: skip
def test_base_images(text: str, images: dict[str, bool]) -> None:
    """Those of the last stage, and of stages and images whose files it takes."""
    assert {one.image: one.pinned for one in base_images(text, "Dockerfile")} == images


def test_an_argument_without_a_value() -> None:
    """What the build decides could not be told."""
    (one,) = base_images("ARG BASE\nFROM $BASE\n", "img/Dockerfile")
    assert isinstance(one.image, Unknown)
    assert one.at is not None
    assert (one.at.path, one.at.line) == ("img/Dockerfile", 2)
