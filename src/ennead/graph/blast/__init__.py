"""Blast radius: what whoever holds a node gets at, for confidentiality, integrity and availability apart."""
