"""What the owners of an application want to hold true, as tests on its graph (see `docs/expectations.md`)."""
