"""Libraries of Python that are known by the names of their folders, for copies without metadata.

A library says its version in its own `__init__.py`, or in a file for it.  Names on the left are imports, on the right
those on PyPI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ennead.packages.deployed.items import VERSION_FILE, Item

_SAME = (
    "aiobotocore aiohttp aiosignal ansible anyio arrow awswrangler babel bcrypt bleach boto boto3 botocore cachetools"
    " celery certifi cffi chalice chardet click cryptography django dnspython docutils ecdsa elasticsearch fastapi"
    " feedparser flask frozenlist fsspec gevent gunicorn h11 httpcore httplib2 httpx idna itsdangerous jinja2 jmespath"
    " jsonpath_ng jsonpickle jsonschema keras langchain loguru lxml mako mangum markdown markupsafe marshmallow"
    " msgpack multidict nltk numpy oauthlib openai openpyxl orjson pandas paramiko passlib pexpect pikepdf pillow pip"
    " ply protobuf psutil psycopg pyasn1 pyasn1_modules pycparser pydantic pydantic_core pygments pymongo pymysql"
    " pyparsing pypdf pytz redis regex reportlab requests requests_oauthlib rsa s3transfer scipy setuptools shapely"
    " simplejson six sniffio sqlalchemy sqlparse starlette stripe tenacity tornado tqdm twilio twisted"
    " typing_extensions ujson urllib3 uvicorn virtualenv waitress werkzeug wheel wrapt xlsxwriter xmltodict yarl zeep"
).split()
_OTHER = {
    "Crypto": "pycryptodome", "Cryptodome": "pycryptodomex", "MySQLdb": "mysqlclient", "OpenSSL": "pyopenssl",
    "PIL": "pillow", "attr": "attrs", "aws_lambda_powertools": "aws-lambda-powertools", "bs4": "beautifulsoup4",
    "aws_xray_sdk": "aws-xray-sdk", "charset_normalizer": "charset-normalizer", "dateutil": "python-dateutil",
    "dns": "dnspython", "dotenv": "python-dotenv", "jose": "python-jose", "jwt": "pyjwt", "nacl": "pynacl",
    "opensearchpy": "opensearch-py", "pkg_resources": "setuptools", "psycopg2": "psycopg2", "requests_aws4auth":
    "requests-aws4auth", "sentry_sdk": "sentry-sdk", "slack_sdk": "slack-sdk", "sklearn": "scikit-learn",
    "telegram": "python-telegram-bot", "yaml": "pyyaml",
}  # fmt: skip
NAMES: Final[Mapping[str, str]] = {**{one: one.replace("_", "-") for one in _SAME}, **_OTHER}
LIBRARIES: Final = frozenset(NAMES)
_VERSION = re.compile(
    rb"^(?:__version__|VERSION|version)\s*(?::\s*str\s*)?=\s*[\"']v?(\d[\w.+!-]{0,60})[\"']", re.MULTILINE
)


def copies(items: Mapping[str, Item]) -> Iterator[tuple[str, str, str | None, Item, int]]:
    """Folder, import, version, file and line of each library that lies there, whether or not a record names it."""
    found: dict[tuple[str, str], tuple[str | None, Item, int]] = {}
    for path, item in items.items():
        place = _library(path)
        if place is None or item.data is None:
            continue
        match = _VERSION.search(item.data)
        known = found.get(place)
        if known is None or (known[0] is None and match is not None):
            line = item.data.count(b"\n", 0, match.start()) + 1 if match else 0
            found[place] = (match[1].decode() if match else None, item, line)
    for (folder, name), (version, item, line) in found.items():
        yield folder, name, version, item, line


def _library(path: str) -> tuple[str, str] | None:
    """The folder a library lies in, and its import."""
    match = VERSION_FILE.search(path)
    if match is not None and match[1] in NAMES:
        return path[: match.start(1)].rstrip("/"), match[1]
    folder, _, file = path.rpartition("/")
    name = file.removesuffix(".py")
    return (folder, name) if file.endswith(".py") and name in {"six", "typing_extensions", "xmltodict"} else None
