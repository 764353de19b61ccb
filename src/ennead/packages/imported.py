"""Which package a module is of that code imports: by the package's own record, else by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ennead.model.package import Ecosystem, Named

_PYTHON = {
    "attrs": "attr attrs", "aws-lambda-powertools": "aws_lambda_powertools", "aws-xray-sdk": "aws_xray_sdk",
    "beautifulsoup4": "bs4", "discord-py": "discord", "djangorestframework": "rest_framework", "dnspython": "dns",
    "elastic-apm": "elasticapm", "faiss-cpu": "faiss", "gitpython": "git", "google-api-python-client":
    "googleapiclient apiclient", "google-auth": "google.auth google.oauth2", "google-cloud-bigquery":
    "google.cloud.bigquery", "google-cloud-firestore": "google.cloud.firestore", "google-cloud-pubsub":
    "google.cloud.pubsub google.cloud.pubsub_v1", "google-cloud-storage": "google.cloud.storage", "grpcio": "grpc",
    "importlib-metadata": "importlib_metadata", "jsonpickle": "jsonpickle", "ldap3": "ldap3", "markupsafe":
    "markupsafe", "msgpack-python": "msgpack", "mysql-connector-python": "mysql", "mysqlclient": "MySQLdb",
    "opencv-python": "cv2", "opencv-python-headless": "cv2", "opensearch-py": "opensearchpy", "pillow": "PIL",
    "protobuf": "google.protobuf", "psycopg2-binary": "psycopg2", "pycryptodome": "Crypto", "pycryptodomex":
    "Cryptodome", "pygithub": "github", "pyjwt": "jwt", "pymysql": "pymysql", "pyopenssl": "OpenSSL", "pypdf2":
    "PyPDF2", "python-dateutil": "dateutil", "python-docx": "docx", "python-dotenv": "dotenv", "python-jose": "jose",
    "python-jwt": "python_jwt", "python-magic": "magic", "python-memcached": "memcache", "python-multipart":
    "multipart", "python-slugify": "slugify", "python-telegram-bot": "telegram", "pyyaml": "yaml", "pyzmq": "zmq",
    "rsa": "rsa", "scikit-image": "skimage", "scikit-learn": "sklearn", "serverless-wsgi": "serverless_wsgi",
    "setuptools": "setuptools pkg_resources", "slackclient": "slack", "sentry-sdk": "sentry_sdk", "stripe": "stripe",
    "typing-extensions": "typing_extensions", "strands-agents": "strands", "line-bot-sdk": "linebot", "cfn-response":
    "cfnresponse", "mysql-connector": "mysql", "websocket-client": "websocket", "zipp": "zipp",
}  # fmt: skip
"""Packages of PyPI whose modules have other names than they."""
_JAVA = {
    "commons-io:commons-io": "org.apache.commons.io", "commons-codec:commons-codec": "org.apache.commons.codec",
    "commons-collections:commons-collections": "org.apache.commons.collections",
    "commons-fileupload:commons-fileupload": "org.apache.commons.fileupload", "commons-lang:commons-lang":
    "org.apache.commons.lang", "commons-logging:commons-logging": "org.apache.commons.logging",
    "org.apache.commons:commons-lang3": "org.apache.commons.lang3", "org.apache.commons:commons-collections4":
    "org.apache.commons.collections4", "log4j:log4j": "org.apache.log4j", "org.apache.logging.log4j:log4j-api":
    "org.apache.logging.log4j", "org.apache.logging.log4j:log4j-core": "org.apache.logging.log4j.core",
    "com.google.code.gson:gson": "com.google.gson", "com.google.guava:guava": "com.google.common",
    "org.slf4j:slf4j-api": "org.slf4j", "com.amazonaws:aws-lambda-java-core": "com.amazonaws.services.lambda.runtime",
    "com.amazonaws:aws-lambda-java-events": "com.amazonaws.services.lambda.runtime.events", "org.json:json":
    "org.json", "com.googlecode.json-simple:json-simple": "org.json.simple", "org.apache.httpcomponents:httpclient":
    "org.apache.http", "mysql:mysql-connector-java": "com.mysql", "org.postgresql:postgresql": "org.postgresql",
    "com.thoughtworks.xstream:xstream": "com.thoughtworks.xstream", "org.projectlombok:lombok": "lombok",
    "javax.inject:javax.inject": "javax.inject", "joda-time:joda-time": "org.joda.time", "org.dom4j:dom4j":
    "org.dom4j", "dom4j:dom4j": "org.dom4j", "com.squareup.okhttp3:okhttp": "okhttp3",
}  # fmt: skip
"""Artefacts of Maven whose classes lie elsewhere than their names say."""
_SCOPED_PARTS = 2
_FAMILY = 2
"""Parts of a group by which code that has nothing to do with it is told: `com.fasterxml`."""
_VAGUE = frozenset({"com", "org", "net", "io", "software", "java", "javax", "jakarta", "amazon", "aws", "github"})
_SDK = {"org", "io", "core", "java", "sdk", "client", "lib", "api", "common", "utils", "parent", "bom", "all", "impl"}
_BESIDE = {
    "com.amazonaws:aws-java-sdk-core": ("com.amazonaws",), "com.amazonaws:aws-java-sdk": ("com.amazonaws",),
    "software.amazon.awssdk:aws-sdk-java": ("software.amazon.awssdk",), "software.amazon.awssdk:sdk-core":
    ("software.amazon.awssdk.core",), "software.amazon.awssdk:auth": ("software.amazon.awssdk.auth",),
    "software.amazon.awssdk:http-client-spi": ("software.amazon.awssdk.http",),
    "software.amazon.awssdk:dynamodb-enhanced": ("software.amazon.awssdk.enhanced.dynamodb",),
    "software.amazon.awssdk:url-connection-client": ("software.amazon.awssdk.http.urlconnection",),
    "software.amazon.awssdk:netty-nio-client": ("software.amazon.awssdk.http.nio.netty",),
    "software.amazon.awssdk:apache-client": ("software.amazon.awssdk.http.apache",),
    "software.amazon.awssdk:aws-crt-client": ("software.amazon.awssdk.http.crt",),
    "com.amazonaws:aws-lambda-java-log4j2": ("com.amazonaws.services.lambda.runtime.log4j2",),
    "com.amazonaws:aws-lambda-java-tests": ("com.amazonaws.services.lambda.runtime.tests",),
    "com.amazonaws:aws-lambda-java-log4j": ("com.amazonaws.services.lambda.runtime.log4j",),
    "com.amazonaws.secretsmanager:aws-secretsmanager-caching-java": ("com.amazonaws.secretsmanager.caching",),
    "com.amazonaws.serverless:aws-serverless-java-container-core": ("com.amazonaws.serverless",),
    "com.amazonaws:aws-xray-recorder-sdk-core": ("com.amazonaws.xray",), "software.amazon.glue:schema-registry-serde":
    ("com.amazonaws.services.schemaregistry",), "software.amazon.msk:aws-msk-iam-auth":
    ("software.amazon.msk.auth.iam",), "software.amazon.awssdk:aws-core": ("software.amazon.awssdk.awscore",),
    "com.amazonaws:aws-lambda-java-serialization": ("com.amazonaws.services.lambda.runtime.serialization",),
}  # fmt: skip
"""Artefacts of AWS whose classes lie elsewhere than a service's do."""
_JVM = ("java.", "javax.crypto.", "javax.net.", "jdk.", "sun.")
"""Packages of the virtual machine."""


_ASKED_BY = {
    Ecosystem.PYPI: {
        "flask": "werkzeug jinja2 markupsafe itsdangerous click", "jinja2": "markupsafe", "requests":
        "urllib3 certifi idna charset-normalizer chardet", "boto3":
        "botocore s3transfer jmespath urllib3 python-dateutil six", "botocore": "jmespath urllib3 python-dateutil six",
        "pynamodb": "botocore", "fastapi": "starlette pydantic anyio", "pandas": "numpy python-dateutil pytz six",
        "python-jose": "ecdsa rsa pyasn1", "opensearch-py": "urllib3 certifi requests", "elasticsearch": "urllib3",
        "httpx": "httpcore h11 idna certifi anyio", "aiohttp": "yarl multidict aiosignal frozenlist attrs",
        "scikit-learn": "numpy scipy", "django": "sqlparse asgiref",
    },
    Ecosystem.NPM: {
        "express": "body-parser qs path-to-regexp cookie send serve-static debug accepts", "mongoose": "mongodb bson",
        "mongodb": "bson", "axios": "follow-redirects form-data", "jsonwebtoken": "jws semver lodash", "request":
        "qs tough-cookie form-data uuid", "aws-sdk": "uuid xml2js jmespath", "node-fetch": "whatwg-url",
    },
    Ecosystem.MAVEN: {
        "com.fasterxml.jackson.core:jackson-databind":
        "com.fasterxml.jackson.core:jackson-core com.fasterxml.jackson.core:jackson-annotations",
        "org.apache.logging.log4j:log4j-api": "org.apache.logging.log4j:log4j-core",
        "com.amazonaws:aws-lambda-java-log4j2": "org.apache.logging.log4j:log4j-core",
        "software.amazon.lambda:powertools-logging": "org.apache.logging.log4j:log4j-core",
        "org.slf4j:slf4j-api":
        "org.slf4j:slf4j-simple org.slf4j:slf4j-jdk14 org.slf4j:slf4j-log4j12"
        " ch.qos.logback:logback-classic"
        " ch.qos.logback:logback-core org.apache.logging.log4j:log4j-slf4j-impl"
        " org.apache.logging.log4j:log4j-slf4j2-impl org.apache.logging.log4j:log4j-core",
    },
}  # fmt: skip
"""Packages that cannot be loaded without others: for manifests without a lock, which do not tell who asks for whom."""
_DRIVERS = frozenset(
    "mysql:mysql-connector-java com.mysql:mysql-connector-j org.postgresql:postgresql"
    " org.mariadb.jdbc:mariadb-java-client com.oracle.database.jdbc:ojdbc8 com.oracle.database.jdbc:ojdbc11"
    " com.microsoft.sqlserver:mssql-jdbc com.h2database:h2".split()
)
"""Drivers of databases, which `java.sql` finds by itself."""


def asked_by(ecosystem: Ecosystem, name: str) -> tuple[str, ...]:
    """The packages that load a package whenever they are loaded themselves."""
    return tuple(asker for asker, names in _ASKED_BY.get(ecosystem, {}).items() if name in names.split())


class Modules:
    """The modules outside that a handler's code imports, held against packages."""

    def __init__(self, modules: Iterable[str]) -> None:
        self._modules = frozenset(modules)
        self._lowered = frozenset(one.lower() for one in self._modules)
        self._roots = frozenset(_root(one.removeprefix("node:")) for one in self._modules)

    @property
    def any_of_java(self) -> bool:
        """Whether code imports anything but the virtual machine's own classes."""
        return any(not one.startswith(_JVM) for one in self._modules)

    def left(self, among: Iterable[Named]) -> frozenset[str]:
        """The first names of modules that belong to none of some packages."""
        named = list(among)
        groups: dict[str, list[str]] = {}
        for one in self._modules:
            root = one.partition(".")[0]
            groups.setdefault(root, [root]).append(one)
        return frozenset(root for root, whole in groups.items() if not _is_of_any(Modules(whole), named))

    def of(self, named: Named) -> bool | None:
        """Whether one of them is the package's; None where that cannot be told by its name."""
        ecosystem = named.package.ecosystem
        if ecosystem is Ecosystem.NPM:
            return self._of_npm(named)
        names = named.imports or known_imports(ecosystem, named.package.name)
        if any(self._has(name) for name in names):
            return True
        if named.package.name in _DRIVERS and any(one.startswith(("java.sql", "javax.sql")) for one in self._modules):
            return True
        if named.imports or ecosystem is Ecosystem.PYPI:
            return None if self._is_hidden(names) else False
        return self._of_java(named.package.name) if ecosystem is Ecosystem.MAVEN else None

    def _is_hidden(self, names: tuple[str, ...]) -> bool:
        """Whether code imports a namespace (`google`) that holds the modules, and nothing says what it takes of it."""
        roots = {name.partition(".")[0] for name in names if "." in name} & self._modules
        return any(not any(one.startswith(f"{root}.") for one in self._modules) for root in roots)

    def _of_npm(self, named: Named) -> bool:
        if named.package.name == "@aws-sdk/*":
            return any(one.startswith("@aws-sdk/") for one in self._roots)
        return not self._roots.isdisjoint(named.imports or (named.package.name,))

    def _of_java(self, name: str) -> bool | None:
        """False where nothing that is imported has anything in common with the artefact's names; else not told."""
        if name in _JAVA or name in _BESIDE or _of_aws(name):
            return False
        group, _, artefact = name.partition(":")
        family = ".".join(group.split(".")[:_FAMILY]).lower()
        words = {word for word in re.split(r"[-_.]", f"{group}.{artefact}".lower()) if len(word) > 2} - _VAGUE - _SDK
        foreign = [one for one in self._lowered if not one.startswith(_JVM)]
        near = any(one == family or one.startswith(f"{family}.") for one in foreign)
        return None if near or any(not words.isdisjoint(one.split(".")) for one in foreign) else False

    def _has(self, name: str) -> bool:
        """Whether a module is imported, or something in it."""
        lowered = name.lower()
        return lowered in self._lowered or any(one.startswith(f"{lowered}.") for one in self._lowered)


def _is_of_any(modules: Modules, named: Iterable[Named]) -> bool:
    return any(modules.of(one) for one in named)


def is_sure(named: Named) -> bool:
    """Whether it is known which modules a package holds: its record says so, npm's names are those, or we know it."""
    package = named.package
    if named.imports or package.ecosystem is not Ecosystem.PYPI:
        return True
    from ennead.packages.deployed.vendored import NAMES  # noqa: PLC0415
    from ennead.packages.lookalike import is_known  # noqa: PLC0415

    return package.name in _PYTHON or package.name in NAMES.values() or is_known(package.ecosystem, package.name)


def _root(specifier: str) -> str:
    """The package of a JavaScript specifier: `@scope/name` of `@scope/name/lib/x`."""
    parts = specifier.split("/")
    return "/".join(parts[:_SCOPED_PARTS]) if specifier.startswith("@") else parts[0]


def root_of_module(ecosystem: Ecosystem, module: str) -> str:
    """The first name of a module: of `yaml.loader` that is `yaml`, of `@scope/name/lib` `@scope/name`."""
    return module.partition(".")[0] if ecosystem is Ecosystem.PYPI else _root(module.removeprefix("node:"))


@lru_cache(maxsize=4096)
def known_imports(ecosystem: Ecosystem, name: str) -> tuple[str, ...]:
    """The modules that a package of that name is likely to hold."""
    if ecosystem is Ecosystem.PYPI:
        spelt = name.replace("-", "_"), name.replace("-", ".")
        return tuple(_PYTHON[name].split()) if name in _PYTHON else (*spelt, *_shortened(name))
    if ecosystem is Ecosystem.MAVEN:
        return tuple(_java_packages(name))
    return (name,)


def _shortened(name: str) -> Iterator[str]:
    """`x` of `python-x`, `x-python`, `pyx`, `x-py`: how packages are called where the name itself was taken."""
    for start in ("python-", "py-"):
        if name.startswith(start):
            yield name.removeprefix(start).replace("-", "_")
    for end in ("-python", "-py", "-binary"):
        if name.endswith(end):
            yield name.removesuffix(end).replace("-", "_")


def _of_aws(name: str) -> list[str]:
    """Where the classes of AWS's artefacts lie: a service's below its own name."""
    if name in _BESIDE:
        return list(_BESIDE[name])
    group, _, artefact = name.partition(":")
    service = artefact.replace("-", "").lower()
    if group == "software.amazon.awssdk":
        return [f"software.amazon.awssdk.services.{service}", f"software.amazon.awssdk.{artefact.replace('-', '.')}"]
    if group == "com.amazonaws" and artefact.startswith("aws-java-sdk-"):
        service = service.removeprefix("awsjavasdk")
        return [f"com.amazonaws.services.{one}" for one in _VERSION_ONE.get(service, (service,))]
    if group == "software.amazon.lambda" and artefact.startswith("powertools-"):
        return [f"software.amazon.lambda.powertools.{one}" for one in _POWERTOOLS.get(artefact[11:], (artefact[11:],))]
    return []


_VERSION_ONE = {
    "dynamodb": ("dynamodbv2",), "events": ("eventbridge", "cloudwatchevents"), "cloudwatch": ("cloudwatch",), "ses":
    ("simpleemail",), "ssm": ("simplesystemsmanagement",), "stepfunctions": ("stepfunctions",), "sts":
    ("securitytoken",), "cognitoidp": ("cognitoidp",), "iam": ("identitymanagement",), "elasticsearch":
    ("elasticsearch",), "logs": ("logs",), "efs": ("elasticfilesystem",),
}  # fmt: skip
"""Services of version 1 of AWS's SDK for Java whose packages have other names than their artefacts."""
_POWERTOOLS = {
    "core": ("core", "common"), "serialization": ("utilities",), "large-messages": ("largemessages",), "sqs":
    ("sqs",), "batch": ("batch",), "logging-log4j": ("logging",), "parameters-ssm": ("parameters.ssm",),
}  # fmt: skip


def _java_packages(name: str) -> list[str]:
    """Where an artefact's classes lie: told, or by its group and its own name."""
    if name in _JAVA:
        return [_JAVA[name]]
    if found := _of_aws(name):
        return found
    group, _, artefact = name.partition(":")
    parts = re.split(r"[-_.]", artefact)
    spelt = group.split(".")
    rest = [part for part in parts if part not in spelt]
    found = [".".join([*spelt, *rest])]
    if len(spelt) > 1:
        found.append(".".join([*spelt[:-1], *[part for part in parts if part not in spelt[:-1]]]))
    return list(dict.fromkeys(found if rest or len(spelt) > 1 else [*found, group]))
