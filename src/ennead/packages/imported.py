"""Which package a module is of that code imports: by the package's own record, else by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ennead.model.package import Ecosystem, Named

_PYTHON = {
    "attrs": "attr attrs", "aws-lambda-powertools": "aws_lambda_powertools", "aws-xray-sdk": "aws_xray_sdk",
    "beautifulsoup4": "bs4", "discord-py": "discord", "djangorestframework": "rest_framework", "dnspython": "dns",
    "elastic-apm": "elasticapm", "faiss-cpu": "faiss", "gitpython": "git", "google-api-python-client":
    "googleapiclient apiclient", "google-auth": "google.auth google.oauth2", "google-cloud-bigquery":
    "google.cloud.bigquery", "google-cloud-firestore": "google.cloud.firestore", "google-cloud-pubsub":
    "google.cloud.pubsub google.cloud.pubsub_v1", "google-cloud-storage": "google.cloud.storage", "grpcio": "grpc",
    "importlib-metadata": "importlib_metadata", "jsonpickle": "jsonpickle", "ldap3": "ldap3", "markupsafe": "markupsafe",
    "msgpack-python": "msgpack", "mysql-connector-python": "mysql", "mysqlclient": "MySQLdb", "opencv-python": "cv2",
    "opencv-python-headless": "cv2", "opensearch-py": "opensearchpy", "pillow": "PIL", "protobuf": "google.protobuf",
    "psycopg2-binary": "psycopg2", "pycryptodome": "Crypto", "pycryptodomex": "Cryptodome", "pygithub": "github",
    "pyjwt": "jwt", "pymysql": "pymysql", "pyopenssl": "OpenSSL", "pypdf2": "PyPDF2", "python-dateutil": "dateutil",
    "python-docx": "docx", "python-dotenv": "dotenv", "python-jose": "jose", "python-jwt": "python_jwt",
    "python-magic": "magic", "python-memcached": "memcache", "python-multipart": "multipart", "python-slugify": "slugify",
    "python-telegram-bot": "telegram", "pyyaml": "yaml", "pyzmq": "zmq", "rsa": "rsa", "scikit-image": "skimage",
    "scikit-learn": "sklearn", "serverless-wsgi": "serverless_wsgi", "setuptools": "setuptools pkg_resources",
    "slackclient": "slack", "sentry-sdk": "sentry_sdk", "stripe": "stripe", "typing-extensions": "typing_extensions",
    "websocket-client": "websocket", "zipp": "zipp",
}  # fmt: skip
"""Packages of PyPI whose modules have other names than they."""
_JAVA = {
    "commons-io:commons-io": "org.apache.commons.io", "commons-codec:commons-codec": "org.apache.commons.codec",
    "commons-collections:commons-collections": "org.apache.commons.collections",
    "commons-fileupload:commons-fileupload": "org.apache.commons.fileupload",
    "commons-lang:commons-lang": "org.apache.commons.lang", "commons-logging:commons-logging":
    "org.apache.commons.logging", "org.apache.commons:commons-lang3": "org.apache.commons.lang3",
    "org.apache.commons:commons-collections4": "org.apache.commons.collections4", "log4j:log4j": "org.apache.log4j",
    "org.apache.logging.log4j:log4j-api": "org.apache.logging.log4j", "org.apache.logging.log4j:log4j-core":
    "org.apache.logging.log4j.core", "com.google.code.gson:gson": "com.google.gson", "com.google.guava:guava":
    "com.google.common", "org.slf4j:slf4j-api": "org.slf4j", "com.amazonaws:aws-lambda-java-core":
    "com.amazonaws.services.lambda.runtime", "com.amazonaws:aws-lambda-java-events":
    "com.amazonaws.services.lambda.runtime.events", "org.json:json": "org.json", "com.googlecode.json-simple:json-simple":
    "org.json.simple", "org.apache.httpcomponents:httpclient": "org.apache.http", "mysql:mysql-connector-java": "com.mysql",
    "org.postgresql:postgresql": "org.postgresql", "com.thoughtworks.xstream:xstream": "com.thoughtworks.xstream",
    "org.projectlombok:lombok": "lombok", "javax.inject:javax.inject": "javax.inject", "joda-time:joda-time": "org.joda.time",
    "org.dom4j:dom4j": "org.dom4j", "dom4j:dom4j": "org.dom4j", "com.squareup.okhttp3:okhttp": "okhttp3",
}  # fmt: skip
"""Artefacts of Maven whose classes lie elsewhere than their names say."""
_SCOPED_PARTS = 2


class Modules:
    """The modules outside that a handler's code imports, held against packages."""

    def __init__(self, modules: Iterable[str]) -> None:
        self._modules = frozenset(modules)
        self._roots = frozenset(_root(one) for one in self._modules)

    def of(self, named: Named) -> bool | None:
        """Whether one of them is the package's; None where that cannot be told by its name."""
        if named.package.ecosystem is Ecosystem.NPM:
            return named.package.name in self._roots
        names = named.imports or known_imports(named.package.ecosystem, named.package.name)
        if any(self._has(name) for name in names):
            return True
        return False if named.imports or named.package.ecosystem is Ecosystem.PYPI else None

    def _has(self, name: str) -> bool:
        """Whether a module is imported, or something in it."""
        lowered = name.lower()
        return any(one.lower() == lowered or one.lower().startswith(f"{lowered}.") for one in self._modules)


def _root(specifier: str) -> str:
    """The package of a JavaScript specifier: `@scope/name` of `@scope/name/lib/x`."""
    parts = specifier.split("/")
    return "/".join(parts[:_SCOPED_PARTS]) if specifier.startswith("@") else parts[0]


@lru_cache(maxsize=4096)
def known_imports(ecosystem: Ecosystem, name: str) -> tuple[str, ...]:
    """The modules that a package of that name is likely to hold."""
    if ecosystem is Ecosystem.PYPI:
        return tuple(_PYTHON.get(name, f"{name.replace('-', '_')} {name.replace('-', '.')}").split())
    if ecosystem is Ecosystem.MAVEN:
        return tuple(_java_packages(name))
    return (name,)


def _java_packages(name: str) -> list[str]:
    """Where an artefact's classes lie: told, or by its group and its own name."""
    if name in _JAVA:
        return [_JAVA[name]]
    group, _, artefact = name.partition(":")
    parts = re.split(r"[-_.]", artefact)
    spelt = group.split(".")
    rest = [part for part in parts if part not in spelt]
    found = [".".join([*spelt, *rest])]
    if len(spelt) > 1:
        found.append(".".join([*spelt[:-1], *[part for part in parts if part not in spelt[:-1]]]))
    return list(dict.fromkeys(found if rest or len(spelt) > 1 else [*found, group]))
