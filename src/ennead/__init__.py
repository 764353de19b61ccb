"""Ennead: nine practices of serverless security as one working system."""

__version__ = "0.1.0"
