"""Faults to put into templates, and what it takes to put them there and to see them found."""
