"""Conversion of resource types, one module per family of services."""
