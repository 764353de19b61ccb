"""The sinks of the conformance vectors, in Python; lies beside the function that the vectors' runner writes.

`steps` are what a function may do with a value on its way; `SINKS` what it may then do with it.
"""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import os
import shlex
from importlib import import_module
from typing import Any, Callable
from urllib.parse import quote, unquote, unquote_plus

SINKS: dict[str, Callable[..., Any]] = {}
steps: dict[str, Callable[[Any], Any]] = {
    "json": json.loads,
    "base64": lambda text: base64.b64decode(text).decode(),
    "base64-bytes": base64.b64decode,
    "gunzip": lambda text: gzip.decompress(base64.b64decode(text)).decode(),
    "percent": unquote,
    "plus": unquote_plus,
    "percent-encode": lambda text: quote(text, safe=""),
    "unescape": html.unescape,
    "lower": str.lower,
    "upper": str.upper,
    "strip": str.strip,
    "basename": os.path.basename,
    "shell-quote": shlex.quote,
    "to-base64": lambda text: base64.b64encode(text.encode()).decode(),
    "to-base32": lambda text: base64.b32encode(text.encode()).decode(),
    "to-hex": lambda text: text.encode().hex(),
}


def sink(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a function the name of a sink."""

    def named(function: Callable[..., Any]) -> Callable[..., Any]:
        SINKS[name] = function
        return function

    return named


@sink("sql.execute")
def sql_execute(dialect: str, text: str, values: Any = ()) -> Any:
    return _cursor(dialect).execute(text, values)


@sink("sql.script")
def sql_script(dialect: str, text: str) -> Any:
    return _cursor(dialect).executescript(text)


def _cursor(dialect: str) -> Any:
    if dialect == "mysql":
        return import_module("pymysql").connect().cursor()
    if dialect == "postgres":
        return import_module("psycopg").connect().cursor()
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE items (id INTEGER, owner TEXT, name TEXT, price INTEGER); CREATE TABLE notes (text TEXT);"
        "CREATE TABLE users (id INTEGER, name TEXT, password TEXT); INSERT INTO items VALUES (1, 'ada', 'tea pot', 3);"
    )
    return connection.cursor()


@sink("shell.run")
def shell_run(text: str) -> Any:
    import subprocess

    return subprocess.run(text, shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S602


@sink("process.start")
def process_start(argv: list[str], env: dict[str, str] | None = None) -> Any:
    import subprocess

    where = None if env is None else {"PATH": os.environ["PATH"], **env}
    return subprocess.run(argv, env=where, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


@sink("file.open")
def file_open(path: Any, mode: str = "r") -> Any:
    with open(path, mode) as file:  # noqa: PTH123
        return file.read() if "r" in mode else file.write("x")


@sink("file.remove")
def file_remove(path: Any) -> Any:
    return os.remove(path)  # noqa: PTH107


@sink("file.list")
def file_list(path: Any) -> Any:
    return os.listdir(path)  # noqa: PTH208


@sink("archive.unpack")
def archive_unpack(names: list[str], folder: str) -> Any:
    import tarfile

    os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    packed.seek(0)
    words = {"filter": "fully_trusted"} if hasattr(tarfile, "fully_trusted_filter") else {}
    with tarfile.open(fileobj=packed) as archive:
        return archive.extractall(folder, **words)  # type: ignore[arg-type]  # noqa: S202


@sink("http.get")
def http_get(url: str) -> Any:
    from urllib.request import urlopen

    with urlopen(url, timeout=2) as answer:
        return answer.read()


@sink("net.connect")
def net_connect(host: str, port: int) -> Any:
    import socket

    return socket.create_connection((host, port), 2).close()


@sink("net.send")
def net_send(text: str) -> Any:
    import socket

    one, other = socket.socketpair()
    with one, other:
        return one.sendall(text.encode())


@sink("table.read")
def table_read(table: str, page: str | None = None, fails: bool = False) -> Any:
    from botocore.exceptions import ClientError
    from botocore.stub import Stubber

    client = import_module("botocore.session").get_session().create_client("dynamodb", region_name="us-east-1")
    with Stubber(client) as stub:
        if fails:
            stub.add_client_error("scan", "ProvisionedThroughputExceededException")
        else:
            stub.add_response("scan", {"Items": []})
        words = {} if page is None else {"ExclusiveStartKey": {"id": {"S": page}}}
        try:
            return client.scan(TableName=table, **words)
        except ClientError:
            return None


@sink("code.eval")
def code_eval(text: str) -> Any:
    return eval(text)  # noqa: S307


@sink("code.exec")
def code_exec(text: str) -> Any:
    return exec(text, {})  # noqa: S102


@sink("code.literal")
def code_literal(text: str) -> Any:
    import ast

    return ast.literal_eval(text)


@sink("code.record")
def code_record(names: list[str]) -> Any:
    from collections import namedtuple

    return namedtuple("Row", names)


@sink("code.import")
def code_import(name: str) -> Any:
    return import_module(name)


@sink("load.pickle")
def load_pickle(data: bytes) -> Any:
    import pickle

    return pickle.loads(data)  # noqa: S301


@sink("load.yaml")
def load_yaml(text: str) -> Any:
    yaml = import_module("yaml")
    return yaml.load(text, Loader=yaml.UnsafeLoader)


@sink("load.yaml-safe")
def load_yaml_safe(text: str) -> Any:
    return import_module("yaml").safe_load(text)


@sink("nosql.find")
def nosql_find(filter: Any) -> Any:  # noqa: A002
    return list(import_module("pymongo.collection").Collection().find(filter))


@sink("template.render")
def template_render(source: str, variables: dict[str, Any] | None = None) -> Any:
    return import_module("jinja2").Template(source).render(variables or {})


@sink("template.file")
def template_file(name: str, variables: dict[str, Any]) -> Any:
    jinja2 = import_module("jinja2")
    loader = jinja2.FileSystemLoader(os.path.join(os.environ["LAMBDA_TASK_ROOT"], "templates"))  # noqa: PTH118
    return jinja2.Environment(loader=loader, autoescape=True).get_template(name).render(variables)


@sink("ldap.search")
def ldap_search(filter: str) -> Any:  # noqa: A002
    return import_module("ldap3.core.connection").Connection().search("dc=shop", filter)


@sink("mail.send")
def mail_send(message: str) -> Any:
    import smtplib

    return smtplib.SMTP().sendmail("a@shop.example", ["b@shop.example"], message)


@sink("mail.html")
def mail_html(html: str) -> Any:
    import smtplib
    from email.mime.text import MIMEText

    return smtplib.SMTP().sendmail("a@shop.example", ["b@shop.example"], MIMEText(html, "html", "utf-8").as_string())


@sink("log.write")
def log_write(text: str) -> Any:
    import logging

    return logging.getLogger().warning(text)


@sink("xml.parse")
def xml_parse(text: str) -> Any:
    return import_module("lxml.etree").fromstring(text.encode())


def lacking(name: str, words: dict[str, Any]) -> str | None:
    """The module that a sink needs and this Python has not."""
    from importlib.util import find_spec

    needs = {
        "load.yaml": "yaml",
        "load.yaml-safe": "yaml",
        "template.render": "jinja2",
        "template.file": "jinja2",
        "xml.parse": "lxml",
        "table.read": "botocore",
    }
    module = needs.get(name)
    return module if module is not None and find_spec(module) is None else None


STAND_INS = {
    "pymysql/__init__.py": """
from .connections import Connection
def connect(*args, **words): return Connection()
""",
    "pymysql/connections.py": """
from .cursors import Cursor
class Connection:
    def cursor(self, cursor=None): return Cursor(self)
""",
    "pymysql/cursors.py": """
class Cursor:
    def __init__(self, connection): self.connection = connection
    def execute(self, query, args=None): return 0
    def executemany(self, query, args): return 0
class SSCursor(Cursor): pass
class DictCursor(Cursor): pass
""",
    "psycopg/__init__.py": """
from .connection import Connection
from .cursor import Cursor
def connect(*args, **words): return Connection()
""",
    "psycopg/connection.py": """
from .cursor import Cursor
class Connection:
    def cursor(self, name=''): return Cursor(self)
    def execute(self, query, params=None, *, prepare=None, binary=False): return self.cursor().execute(query, params)
""",
    "psycopg/cursor.py": """
class Cursor:
    def __init__(self, connection, row_factory=None): self.connection = connection
    def execute(self, query, params=None, *, prepare=None, binary=None): return self
    def executemany(self, query, params_seq, *, returning=False): return None
    def stream(self, query, params=None, *, binary=None, size=1): return iter(())
""",
    "pymongo/__init__.py": "",
    "pymongo/collection.py": """
class Collection:
    def find(self, *args, **words): return []
""",
    "ldap3/__init__.py": "",
    "ldap3/core/__init__.py": "",
    "ldap3/core/connection.py": """
class Connection:
    def search(self, search_base, search_filter, search_scope='SUBTREE', dereference_aliases='ALWAYS'): return True
""",
    "plugins_retail.py": "",
    "templates/order.txt": "{% for line in lines %}{{ line.quantity }} x {{ line.title }}{% endfor %}\n{{ note }}\n",
}
"""Libraries with the published signatures and nothing behind them, and a module of the function's own."""
