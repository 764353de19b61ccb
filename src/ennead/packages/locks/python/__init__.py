"""requirements files, pyproject.toml, and the locks of pip, poetry, uv, PDM and pipenv."""
