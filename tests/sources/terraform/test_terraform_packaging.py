"""What a configuration says of images and of the code of layers."""

from __future__ import annotations

from pathlib import Path

from ennead.model.app import Function, Layer
from tests.sources.reading import one
from tests.sources.terraform.folder import FN, FUNCTION, fragment


def test_the_command_of_an_image(tmp_path: Path) -> None:
    """`image_config` is what is set over the image's own."""
    image = 'package_type = "Image"\n image_uri = "r/x:1"\n image_config {\n command = ["app.handler"]\n }'
    found = fragment(tmp_path, FUNCTION.replace('filename      = "build/fn.zip"', image))
    assert one(found, FN, Function).packaging == (("command", "app.handler"),)


def test_the_code_of_a_layer(tmp_path: Path) -> None:
    """The folder its archive is made of, else its file; of the well-known module the folder it packs."""
    text = """
    data "archive_file" "z" {
      type        = "zip"
      source_dir  = "layers/a"
      output_path = "a.zip"
    }
    resource "aws_lambda_layer_version" "a" {
      layer_name = "a"
      filename   = data.archive_file.z.output_path
    }
    resource "aws_lambda_layer_version" "b" {
      layer_name = "b"
      filename   = "b.zip"
    }
    module "c" {
      source       = "terraform-aws-modules/lambda/aws"
      create_layer = true
      layer_name   = "c"
      source_path  = "layers/c"
    }
    """
    found = {node.name: node.code for node in fragment(tmp_path, text).nodes if isinstance(node, Layer)}
    assert found == {"a": "layers/a", "b": "b.zip", "c": "layers/c"}
