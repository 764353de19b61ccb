"""Terraform's own language: from its text to the values a configuration comes to."""
