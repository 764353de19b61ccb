"""Edits of manifests: package.json, requirements files, pyproject.toml, Pipfile, pom.xml, Gradle's.  Never of locks."""
