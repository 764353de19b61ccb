"""Measurements of Ennead over folders of real applications; see `README.md` beside this file."""
