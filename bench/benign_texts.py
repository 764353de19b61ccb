"""Texts that people and machines write and that mean no harm, made from a seed: names, prose, code, markup, links.

They hold what guards of patterns take for attacks: quotes, SQL words, `../`, tags, commands, templates, all as talk.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

_FIRST = (
    "Ada Zoë Jürgen Siobhán O'Neil Renée D'Arcy Łukasz José-María Björk Nguyễn Olga 李雷 さくら Μαρία Омар عمر Select "
    "Drop Union Null True Admin Root Insert"
).split()
_LAST = (
    "O'Brien Müller Löfgren d'Angelo Straße-Weiß van't-Hoff O'Connor-Smith Ünal Świątek Null Table Order Where Script "
    "González 王 Ivanov & Söhne"
).split()
_CITIES = "Köln|São Paulo|St. John's|'s-Hertogenbosch|Zürich|Łódź|Aix-en-Provence|New York, NY|東京|Ağrı".split("|")
_PROSE = (
    "Please select a seat from the left table where it is free, or drop me a note.",
    "I'd like to order by phone and group by 10 or more; union members get 20% off.",
    "Don't delete my account -- update it, and insert the new address where the old one was.",
    "We ship from A to B; if 1 = 1 then everybody gets a present, and 2 > 1 anyway!",
    "The folder ../images is empty, and so is ../../backup/; see C:\\Users\\Anna\\Desktop\\photo.jpg",
    "He said \"it's fine\" and left; I said 'no' (twice).",
    "Price: $5 for 3, or €12.50 / £10 — 50% off; that's #1 & cheaper!",
    "Use the && operator or a | pipe, then > redirect; `ls -la` shows the files, $HOME is yours.",
    "rm -rf / is a bad idea, and so is sudo chmod -R 777 /etc; cat /etc/passwd is harmless.",
    '<b>Great</b> service, <a href="https://shop.example/?a=1&b=2">see here</a> <script>is a tag</script>',
    "Dear {{ name }}, your code is ${code} or %s or {0} or {user}; that is how templates look.",
    "function f(x) { return x ? 'a' : \"b\"; } // a comment\n/* and another */",
    "def f(x):\n    return eval(x) if x else __import__('os').name  # do not do this",
    "SELECT name FROM users WHERE id = 1; -- an example out of the manual",
    "' OR '1'='1 is the oldest trick; so is 1; DROP TABLE students;--, little Bobby.",
    "Our metadata server at 169.254.169.254 and http://localhost:8080/admin were down.",
    "Emoji 🎉🧪 and flags 🇩🇪, a zero\u200bwidth space, and a right-to-left \u202emark.",
    "Line one\nLine two\r\nLine three\tand a tab",
    "100 % wool, size 5'11\", temp. -5 °C, ½ price, 3×4, O₂, x², ~approx., a_b_c, a*b",
    "key=value; path=/; HttpOnly, Set-Cookie: is a header, Content-Length: 0 too",
    "=SUM(A1:A9), +49 221 12345, -1, @home: cells that begin with odd characters",
    "file:///tmp/x is a link and so is ftp://files.example/a;type=i",
    "yes/no: null, ~, true, [a, b], {a: 1}, !important, &anchor, *star, | pipe, > fold",
    "!!python is no tag here, and %25 is no percent, %2e%2e%2f neither",
)
_LINKS = (
    "https://shop.example/items?id=3&sort=price%20desc#top",
    "http://example.org/a/../b/./c.html;v=1",
    "https://user@example.com:8443/path?q=select+1",
    "mailto:o'brien@example.com?subject=Hi%20there",
    "https://de.wikipedia.org/wiki/SQL-Injection",
    "https://xn--mller-kva.example/%C3%BC",
)
_FILES = (
    "orders.txt|Rechnung März 2026.pdf|photo (1).jpg|o'brien.csv|a&b.txt|select.sql|.profile|notes..txt|x;y.txt|"
    "$price list.csv|100%.txt|draft-v2_final,final.docx|--help.txt|~backup.txt|[2026] report.md|naïve.py"
).split("|")
_WORDS = "tea pot mug spoon from where select drop table union order by lamp wool 50% o'clock über naïve".split()


class Texts:
    """Draws texts; the same seed gives the same ones."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)  # noqa: S311
        self._kinds: tuple[Callable[[], str], ...] = (
            self.prose,
            self.prose,
            self.prose,
            self.name,
            self.link,
            self.file,
            self.words,
            self.document,
            self.number,
            self.long,
            self.city,
        )

    def any(self) -> str:
        """A text of any kind."""
        return self.random.choice(self._kinds)()

    def line(self) -> str:
        """A text of any kind, in one line."""
        return " ".join(self.any().split())

    def name(self) -> str:
        """A person's or a firm's."""
        return f"{self.random.choice(_FIRST)} {self.random.choice(_LAST)}"

    def plain(self, length: int = 8) -> str:
        """A name of letters and digits, as systems make them."""
        return "".join(self.random.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(length))

    def city(self) -> str:
        """A place."""
        return self.random.choice(_CITIES)

    def email(self) -> str:
        """An address for mail."""
        return self.random.choice(("o'brien", "anna.müller", "a+b", "x_y", "select")) + f"@{self.plain(5)}.example"

    def prose(self) -> str:
        """What somebody wrote, now and then with something of another kind in it."""
        text = self.random.choice(_PROSE)
        if self.random.random() < 0.3:
            text += " " + self.random.choice((self.link, self.file, self.name, self.number))()
        return text

    def link(self) -> str:
        """An address for a browser."""
        return self.random.choice(_LINKS)

    def file(self) -> str:
        """A file's name."""
        return self.random.choice(_FILES)

    def words(self) -> str:
        """Some words, as they are sought."""
        return " ".join(self.random.choice(_WORDS) for _ in range(self.random.randint(1, 4)))

    def number(self) -> str:
        """A number as text."""
        return str(self.random.choice((0, 1, -1, 7, 42, 2026, 3.5, "1e3", "0x1F", "00012", "1,234.50")))

    def document(self) -> str:
        """JSON in a text."""
        return json.dumps({"q": self.prose(), "path": "../" + self.file(), "n": [1, 2], "by": self.name()})

    def long(self) -> str:
        """A page of prose."""
        return "\n\n".join(self.prose() for _ in range(self.random.randint(3, 12)))

    def whole(self, lowest: int, highest: int) -> int:
        """A whole number."""
        return self.random.randint(lowest, highest)

    def one_of(self, *choices: str) -> str:
        """One of these."""
        return self.random.choice(choices)

    def often(self, share: float) -> bool:
        """True that often."""
        return self.random.random() < share
