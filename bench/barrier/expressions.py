"""Expressions of MySQL and PostgreSQL read by each server's own grammar, and written for SQLite."""

from __future__ import annotations

from dataclasses import dataclass

from . import kinds
from .dialects import Refused, Token
from .kinds import Part

SCHEMAS = ("information_schema", "pg_catalog", "mysql")
CLAUSES = frozenset(
    "select from where group having order by limit offset union intersect except all distinct as on using join left "
    "right inner outer cross natural full asc desc values with into then else end when for set".split()
)
_ONLY_HERE = frozenset(
    "rowid _rowid_ oid sqlite_master sqlite_schema sqlite_version sqlite_source_id randomblob zeroblob typeof "
    "sqlite_compileoption_get load_extension likelihood unlikely likely glob match printf".split()
)
"""Names that SQLite knows and neither server does."""
_NAMED_VALUES = frozenset("current_user session_user user current_role current_catalog current_schema".split())
_NUMBERS = frozenset("count length char_length octet_length sum abs mod".split())
_TEXTS = frozenset("lower upper substr concat md5 version current_database chr group_concat string_agg".split())
_LEVELS: dict[str, dict[str, int]] = {
    "mysql": {
        **dict.fromkeys(("or", "||"), 1),
        "xor": 2,
        **dict.fromkeys(("and", "&&"), 3),
        **dict.fromkeys(("=", "<=>", ">=", ">", "<=", "<", "<>", "!=", "is"), 5),
        **dict.fromkeys(("like", "in", "between", "regexp", "rlike", "not"), 6),
        "|": 7,
        "&": 8,
        **dict.fromkeys(("<<", ">>"), 9),
        **dict.fromkeys(("+", "-"), 10),
        **dict.fromkeys(("*", "/", "%", "div", "mod"), 11),
        "^": 12,
    },
    "postgres": {
        "or": 1,
        "and": 3,
        **dict.fromkeys(("is", "isnull", "notnull"), 4),
        **dict.fromkeys(("=", ">=", ">", "<=", "<", "<>", "!="), 5),
        **dict.fromkeys(("like", "ilike", "in", "between", "not"), 6),
        **dict.fromkeys(("||", "|", "&", "#", "<<", ">>", "~", "~*", "!~", "!~*", "~~", "~~*", "!~~"), 7),
        **dict.fromkeys(("+", "-"), 8),
        **dict.fromkeys(("*", "/", "%"), 9),
        "^": 10,
    },
}
_NOT, _COMPARISON, _PREDICATE, _UNARY = 4, 5, 6, 13


@dataclass
class Query:
    """A query as SQLite reads it, and of which kind its columns are; None where `*` is among them."""

    text: str
    columns: list[str] | None


def written_name(text: str) -> str:
    """A name that SQLite never takes for a text."""
    return "`" + text.replace("`", "``") + "`"


class Expressions:
    """Reads the expressions of one statement."""

    def __init__(self, dialect: str, words: list[Token]) -> None:
        self.dialect, self.my = dialect, dialect == "mysql"
        self.words, self._place = words, 0
        self._levels = _LEVELS[dialect]

    @property
    def next(self) -> Token | None:
        """The word to read."""
        return self.words[self._place] if self._place < len(self.words) else None

    def ahead(self, more: int = 0) -> str:
        """A word to come, empty at the end."""
        place = self._place + more
        return self.words[place].word if place < len(self.words) else ""

    def take(self) -> Token:
        """Read on."""
        token = self.next
        if token is None:
            raise Refused("syntax error at the end")
        self._place += 1
        return token

    def taken(self, *words: str) -> bool:
        """Read on if one of these comes."""
        if self.next is None or self.ahead() not in words:
            return False
        self._place += 1
        return True

    def must(self, word: str) -> None:
        """Read this."""
        if not self.taken(word):
            raise Refused(f"syntax error: {word} is missing")

    def query(self) -> Query:
        """A query up to the end, or the parenthesis that closes it."""
        raise NotImplementedError

    def inner(self) -> Query:
        self.must("(")
        inner = self.query()
        self.must(")")
        return inner

    def expression(self, least: int = 1) -> Part:
        """An expression whose operators bind at least so much."""
        negated = least <= _NOT and self.taken("not")
        left = self._negated(self.expression(_NOT)) if negated else self._operand()
        while (level := self._levels.get(self.ahead(), 0)) >= least and level:
            if self.ahead() == "not" and self.ahead(1) not in ("like", "ilike", "in", "between", "regexp", "rlike"):
                raise Refused("syntax error at NOT")
            operator = self.take().word
            left = self._joined(operator, left, level)
            if not self.my and level == _COMPARISON and self._levels.get(self.ahead()) == _COMPARISON:
                raise Refused("comparisons do not follow one another")
        return left

    def _negated(self, part: Part) -> Part:
        found = part if self.my else kinds.condition(part)
        return Part(f"(NOT {found.text})", "bool")

    def _joined(self, operator: str, left: Part, level: int) -> Part:
        if operator in ("is", "isnull", "notnull"):
            return self._is(operator, left)
        if level == _PREDICATE:
            return self._predicate(operator, left)
        right = self.expression(level + 1)
        return kinds.mysql(operator, left, right) if self.my else kinds.postgres(operator, left, right)

    def _is(self, operator: str, left: Part) -> Part:
        if operator != "is":
            return Part(f"({left.text} IS {'NOT ' if operator == 'notnull' else ''}NULL)", "bool")
        negated = "NOT " if self.taken("not") else ""
        word = self.take().word
        if word not in ("null", "true", "false", "unknown"):
            raise Refused("syntax error after IS")
        if word != "null" and not self.my:
            left = kinds.condition(left)
        return Part(f"({left.text} IS {negated}{'NULL' if word == 'unknown' else word})", "bool")

    def _predicate(self, operator: str, left: Part) -> Part:
        if operator == "not":
            return Part(f"(NOT {self._predicate(self.take().word, left).text})", "bool")
        if operator == "in":
            return self._among(left)
        if operator == "between":
            low = self.expression(_PREDICATE + 1)
            self.must("and")
            high = self.expression(_PREDICATE + 1)
            join = kinds.mysql if self.my else kinds.postgres
            return Part(f"({join('>=', left, low).text} AND {join('<=', left, high).text})", "bool")
        right = self.expression(_PREDICATE + 1)
        if self.taken("escape"):
            self.expression(_PREDICATE + 1)
        if not self.my:
            left, right = kinds.text(left), kinds.text(right)
        name = "as_regex" if operator in ("regexp", "rlike") else "as_pattern"
        return Part(f"{name}({left.text}, {right.text}, {int(operator == 'like' and not self.my)})", "bool")

    def _among(self, left: Part) -> Part:
        if self.ahead(1) == "select":
            inner = self.inner()
            if inner.columns is not None and not self.my and len(inner.columns) == 1:
                kinds.alike(left, Part("", inner.columns[0]))
            return Part(f"({left.text} IN ({inner.text}))", "bool")
        self.must("(")
        values = self._list()
        self.must(")")
        if self.my:
            return Part(f"my_in({', '.join(one.text for one in (left, *values))})", "bool")
        return Part("(" + " OR ".join(kinds.postgres("=", left, one).text for one in values) + ")", "bool")

    def _list(self) -> list[Part]:
        found = [self.expression()]
        while self.taken(","):
            found.append(self.expression())
        return found

    def _operand(self) -> Part:
        found = self._plain()
        while self.taken("::", "collate"):
            if self.words[self._place - 1].word == "collate":
                self.take()
            else:
                found = kinds.cast(found, self._type())
        return found

    def _plain(self) -> Part:
        token = self.take()
        if token.kind == "string":
            return self._string(token)
        if token.kind == "number":
            return Part(token.text, "integer" if token.text.isdigit() else "number")
        if token.kind == "variable":
            return Part(f"server_variable({kinds.quoted(token.text)})" if token.text[:2] == "@@" else "NULL", "any")
        if token.word == "(":
            return self._grouped()
        if token.kind == "operator":
            return self._signed(token.text)
        if token.kind == "name" or (token.kind == "word" and (token.word not in CLAUSES or self.ahead() == "(")):
            return self._worded(token)
        raise Refused(f"syntax error at {token.text}")

    def _string(self, token: Token) -> Part:
        text = token.text
        while (after := self.next) is not None and after.kind == "string":
            if not self.my and not after.line:
                raise Refused("a text follows a text")
            text += self.take().text
        if "\0" in text and not self.my:
            raise Refused("a text holds no NUL")
        return Part(kinds.quoted(text), "literal", text)

    def _grouped(self) -> Part:
        if self.ahead() in ("select", "("):
            before = self._place
            if self.ahead() == "select":
                inner = self.query()
                self.must(")")
                one = inner.columns[0] if inner.columns and len(inner.columns) == 1 else "any"
                return Part(f"({inner.text})", "text" if one in ("literal", "digits") else one)
            self._place = before
        values = self._list()
        self.must(")")
        if len(values) == 1:
            return Part(f"({values[0].text})", values[0].kind, values[0].literal)
        return Part("(" + ", ".join(one.text for one in values) + ")", "row")

    def _signed(self, operator: str) -> Part:
        if operator == "!" and self.my:
            return Part(f"(NOT {self.expression(_UNARY).text})", "bool")
        if operator not in ("-", "+", "~"):
            raise Refused(f"syntax error at {operator}")
        found = self.expression(_UNARY)
        if not self.my:
            found = kinds.numeric(found)
        return Part(f"({operator} {found.text})", found.kind)

    def _worded(self, token: Token) -> Part:
        word = token.word
        if word in _ONLY_HERE:
            raise Refused(f"{word} is not known")
        if word in ("true", "false"):
            return Part(word, "bool")
        if word == "null":
            return Part("NULL", "null")
        if word == "case":
            return self._case()
        if word == "binary" and self.my and self.ahead() != "(":
            return self.expression(_UNARY)
        if self.ahead() == "(" and token.kind == "word":
            return self._called(word)
        if self.next is not None and self.next.kind == "string" and self._typed(word):
            return kinds.cast(self._string(self.take()), word)
        if word in _NAMED_VALUES and not self.my:
            return Part(f'"{word if word != "current_role" else "user"}"()', "text")
        return self._column(token)

    def _typed(self, word: str) -> bool:
        """Whether a text after this word is a value of a kind that it names."""
        if self.my:
            return word in ("date", "time", "timestamp", "n") or word.startswith("_")
        return kinds.named(word) is not None

    def _column(self, token: Token) -> Part:
        names = [token.text]
        if token.kind == "name" and not self.my and token.text != token.text.lower() in kinds.COLUMNS:
            raise Refused(f"column {token.text} does not exist")
        while self.taken("."):
            names.append(self.take().text)
        if len(names) > 1 and names[0].lower() in SCHEMAS:
            names[:2] = [f"{names[0]}_{names[1]}"]
        elif len(names) > 1 and names[0].lower() in ("public", "shop"):
            del names[0]
        text = ".".join(one if one == "*" else written_name(one) for one in names)
        return Part(text, kinds.COLUMNS.get(names[-1].lower(), "any"))

    def _called(self, word: str) -> Part:
        if word == "cast" or (word == "convert" and self.my):
            return self._cast()
        self.must("(")
        if self.ahead() == "select":
            inner = self.query()
            self.must(")")
            return Part(f"{word}({inner.text})", "bool" if word == "exists" else "any")
        parts: list[str] = []
        while not self.taken(")"):
            if self.taken("distinct", "all"):
                parts.append("DISTINCT" if self.words[self._place - 1].word == "distinct" else "")
            elif self.taken("*"):
                parts.append("*")
            elif self.taken(",", "from", "for", "separator", "using"):
                parts.append(",")
            else:
                parts.append(self.expression().text)
        kind = "integer" if word in _NUMBERS else "text" if word in _TEXTS else "any"
        return Part(f'"{word}"({" ".join(parts)})', kind)

    def _cast(self) -> Part:
        self.must("(")
        value = self.expression()
        if not self.taken("as", ","):
            raise Refused("syntax error in CAST")
        name = self._type()
        self.must(")")
        return kinds.cast(value, name, strict=not self.my)

    def _type(self) -> str:
        name = self.take().text.lower()
        while self.ahead() in ("precision", "varying", "integer", "char"):
            self.take()
        if self.taken("("):
            while not self.taken(")"):
                self.take()
        return name

    def _case(self) -> Part:
        parts = ["CASE"]
        tested = None if self.ahead() == "when" else self.expression()
        kind = "any"
        while self.taken("when"):
            asked = self.expression()
            if tested is not None:
                asked = (kinds.mysql if self.my else kinds.postgres)("=", tested, asked)
            elif not self.my:
                asked = kinds.condition(asked)
            self.must("then")
            gives = self.expression()
            kind = gives.kind
            parts.append(f"WHEN {asked.text} THEN {gives.text}")
        if self.taken("else"):
            parts.append(f"ELSE {self.expression().text}")
        self.must("end")
        return Part("(" + " ".join(parts) + " END)", "text" if kind == "literal" else kind)
