"""Lockfiles and manifests: text in, the packages they name out, each at its line.

Nothing here runs what it reads or asks a network.  `discover` says which files speak for a folder; each format has a
module of its own, with `read(text, path, ...) -> Inventory`.
"""
