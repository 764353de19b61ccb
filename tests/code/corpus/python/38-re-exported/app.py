"""Encrypts a note with what a package gives out."""

import vault as safe


def handler(event, context):
    return safe.seal(event["note"])
