"""Runs a program over what may be told of its values, from its handler: nothing is executed, everything is followed."""
