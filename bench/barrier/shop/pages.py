"""Text that becomes a template, and the same as a value in one."""

from __future__ import annotations

try:
    import jinja2
except ImportError:  # said by the bench
    jinja2 = None  # type: ignore[assignment]


class User:
    """Who is greeted."""

    def __init__(self) -> None:
        self.name = "ann"
        self.password = "not told"  # noqa: S105

    def __str__(self) -> str:
        return self.name


user = User()


def template(v: str) -> str:
    """The template is put together."""
    return str(jinja2.Template("Hello " + v).render(user=user))


def variable(v: str) -> str:
    """The value is a variable of it."""
    return str(jinja2.Template("Hello {{ text }}").render(user=user, text=v))


def formatted(v: str) -> str:
    """The format is put together."""
    return ("Hello " + v).format(user=user)


def formatted_value(v: str) -> str:
    """The value is a value of it."""
    return "Hello {}".format(v)  # noqa: UP032
