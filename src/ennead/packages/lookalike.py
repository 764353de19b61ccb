"""Names one slip away from those of well-known packages.

The list is our own: packages that most projects of their language have somewhere below them, and whose names were
copied with a slip.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ennead.model.package import Ecosystem

_KNOWN: Final = {
    Ecosystem.NPM: (
        "express lodash react react-dom axios request async commander chalk debug moment mongoose mongodb webpack"
        " eslint prettier typescript babel-core jquery underscore bluebird body-parser cookie-parser cross-env"
        " dotenv socket.io mysql mysql2 sequelize passport jsonwebtoken nodemailer bcrypt bcryptjs winston morgan"
        " helmet multer uuid yargs minimist rimraf mkdirp semver glob inquirer node-fetch cross-fetch aws-sdk"
        " serverless serverless-http graphql apollo-server typeorm knex redis ioredis puppeteer cheerio validator"
        " joi ajv handlebars mustache nodemon pm2 gulp grunt mocha jest sinon karma electron discord.js telegraf"
        " twilio stripe ethers web3 colors crypto-js node-forge js-yaml xml2js fast-xml-parser formidable"
        " superagent dayjs date-fns ramda immutable redux vue-router angular rxjs tslib core-js esbuild rollup"
        " fs-extra graceful-fs readable-stream sharp node-serialize"
    ),
    Ecosystem.PYPI: (
        "requests urllib3 boto3 botocore numpy pandas scipy django flask jinja2 pyyaml setuptools cryptography"
        " pillow sqlalchemy pydantic fastapi uvicorn gunicorn celery redis pymongo psycopg2 psycopg2-binary"
        " pymysql python-dateutil simplejson beautifulsoup4 lxml selenium scrapy pytest tensorflow keras"
        " matplotlib scikit-learn aiohttp httpx paramiko pycryptodome pyjwt python-jose certifi charset-normalizer"
        " idna click colorama werkzeug markupsafe itsdangerous attrs jsonschema aws-lambda-powertools aws-xray-sdk"
        " pynamodb marshmallow openai langchain tqdm virtualenv discord-py python-telegram-bot web3 jsonpickle"
        " protobuf grpcio elasticsearch opensearch-py moto docutils sphinx tornado twisted dnspython loguru"
        " typing-extensions importlib-metadata"
    ),
    Ecosystem.MAVEN: (
        "com.fasterxml.jackson.core:jackson-databind com.google.code.gson:gson com.google.guava:guava"
        " org.apache.logging.log4j:log4j-core org.slf4j:slf4j-api org.apache.commons:commons-lang3"
        " commons-io:commons-io org.springframework:spring-core org.yaml:snakeyaml com.amazonaws:aws-lambda-java-core"
        " com.amazonaws:aws-lambda-java-events org.apache.httpcomponents:httpclient org.postgresql:postgresql"
        " mysql:mysql-connector-java junit:junit org.projectlombok:lombok com.squareup.okhttp3:okhttp"
    ),
}
_OTHERS: Final = {
    Ecosystem.NPM: (
        "preact redis rediss ws color colour requests rambda yargs-parser debugs mocha-junit glob2 vue pg mysql"
        " jest-cli joy lodash.get expresso nodemon uid uuidv4 ulid ajv8 boto bcrypts sinon-chai gulp4 axion"
        " redux-saga ramda-fp moments esbuilds react-do mkdirp2 gulpp rxjs6 knox cheerios glib tslint eslint2 nock"
        " dotenvx aws-cdk"
    ),
    Ecosystem.PYPI: "boto aiohttp-cors request redis-om attr click7 pytest5 flask2 celery4 moto3 pyjwt2 pillow-simd",
}
"""Packages that are called so on purpose and are themselves."""
_SHORTEST: Final = 6
"""Letters below which names are close to one another by chance."""


def model_of(ecosystem: Ecosystem, name: str) -> str | None:
    """The well-known package that a name is one slip away from; None where it is one itself, or near none."""
    known, name = _known(ecosystem), name.replace(".:", ":")
    if name in known or name in _OTHERS.get(ecosystem, "").split():
        return None
    return next((known_name for slip in _spelt(name) if (known_name := _slips(ecosystem).get(slip)) is not None
                 and _is_slip(name, known_name)), None)  # fmt: skip


def is_known(ecosystem: Ecosystem, name: str) -> bool:
    """Whether a name is on our list of well-known packages."""
    return name in _known(ecosystem)


@lru_cache(maxsize=8)
def _known(ecosystem: Ecosystem) -> frozenset[str]:
    return frozenset(_KNOWN.get(ecosystem, "").split())


@lru_cache(maxsize=8)
def _slips(ecosystem: Ecosystem) -> dict[str, str]:
    """Every well-known name with one letter left out, and itself: two names one slip apart share one of these."""
    return {spelt: name for name in sorted(_known(ecosystem)) if len(name) >= _SHORTEST for spelt in _spelt(name)}


def _spelt(name: str) -> Iterator[str]:
    yield name
    for place in range(len(name)):
        yield name[:place] + name[place + 1 :]


def _is_slip(name: str, model: str) -> bool:
    """Whether one letter is added, left out, another, or changed places with its neighbour; digits at the end are
    versions, and an `s` at the end may be meant."""
    if name.rstrip("0123456789") == model.rstrip("0123456789") or abs(len(name) - len(model)) > 1:
        return False
    if len(name) == len(model):
        places = [place for place in range(len(name)) if name[place] != model[place]]
        swapped = len(places) == 2 and places[1] - places[0] == 1 and _swapped(name, model, places[0])
        return len(places) == 1 or swapped
    longer, shorter = (name, model) if len(name) > len(model) else (model, name)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def _swapped(name: str, model: str, at: int) -> bool:
    return name[at] == model[at + 1] and name[at + 1] == model[at]
