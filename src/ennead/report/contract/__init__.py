"""A contract held against an application, for people and for programs."""
