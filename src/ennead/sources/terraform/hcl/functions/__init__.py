"""Terraform's functions.  Source: https://developer.hashicorp.com/terraform/language/functions."""

from __future__ import annotations

from ennead.sources.terraform.hcl.functions.call import call

__all__ = ["call"]
