"""A world of the application DVSA on this machine: its Python functions, each in its own process, and their stores.

The functions' files are a copy, byte for byte.  Stores are moto's, on 127.0.0.1; calls of functions, the two routes
that functions ask for and the queue are served by the lab itself.  Each function has a /tmp of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import boto3  # type: ignore[import-untyped]
import yaml

from bench.instances import Answer, Function, Instance

ACCOUNT, REGION = "123456789012", "us-east-1"
FIXED = Path(__file__).resolve().parent / "dvsa_fixed"
_TABLES: dict[str, tuple[str, ...]] = {"DVSA-ORDERS-DB": ("orderId", "userId"), "DVSA-USERS-DB": ("userId",)}
_KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": REGION}


class Missing(Exception):
    """Something the lab needs is not installed, or the application is not there."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A function of the template: its logical id, its name, its handler, folder and variables."""

    id: str
    name: str
    handler: str
    folder: str
    env: Mapping[str, str]
    runtime: str


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms."""


def _short(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:
        value = None
    return {suffix: value}


_Loader.add_multi_constructor("!", _short)


def declared(app: Path) -> list[Declared]:
    """The functions that the application's template declares.  Raises Missing."""
    template = app / "template.yml"
    if not template.is_file():
        raise Missing(f"{app} has no template.yml: name a checkout of DVSA with --app")
    document = yaml.load(template.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  # a SafeLoader with tags
    words = {name: str(one.get("Default", "")) for name, one in document.get("Parameters", {}).items()}
    words |= {"AWS::AccountId": ACCOUNT, "AWS::Region": REGION}
    found = []
    for name, resource in document["Resources"].items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        has = resource["Properties"]
        env = {key: _text(value, words) for key, value in _variables(has).items()}
        found.append(Declared(name, has.get("FunctionName", name), has["Handler"], has["CodeUri"], env, has["Runtime"]))
    return found


def _variables(properties: Mapping[str, Any]) -> dict[str, Any]:
    found = properties.get("Environment", {}).get("Variables", {})
    return dict(found) if isinstance(found, dict) else {}


def _text(value: Any, words: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        ((kind, inner),) = value.items()
        if kind in ("Sub", "Fn::Sub"):
            return re.sub(r"\$\{([\w:.]+)\}", lambda found: words.get(found.group(1), found.group(1)), str(inner))
        return words.get(str(inner), str(inner))
    return str(value)


def has_namespaces() -> bool:
    """Whether functions can have a /tmp of their own here."""
    return subprocess.run([*_unshare(), "true"], check=False, capture_output=True).returncode == 0


def _unshare() -> list[str]:
    return ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass(slots=True)
class Terms:
    """How the functions of a world run: interpreter, further packages, and the agent's layer and contract."""

    python: str = sys.executable
    packages: Path | None = None
    layer: Path | None = None
    contract: Mapping[str, Any] | None = None
    mode: str = "enforce"


@dataclass(slots=True)
class World:
    """Stores, functions and endpoints; `around` is called with the route of each request before it is answered."""

    app: Path
    folder: Path
    terms: Terms
    functions: dict[str, Declared] = field(default_factory=dict)
    running: dict[str, Instance] = field(default_factory=dict)
    pending: list[tuple[str, Any]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    ports: tuple[int, int] | None = None
    extra: dict[str, str] = field(default_factory=dict)
    around: Callable[[str], None] | None = None
    _moto: subprocess.Popen[bytes] | None = None
    _server: Endpoint | None = None
    _url: str = ""
    _clients: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> World:
        for place in (self.folder, Path(self.terms.python), self.terms.layer, self.terms.packages):
            if place is not None and place.absolute().is_relative_to("/tmp"):  # noqa: S108
                raise Missing(f"{place} lies in /tmp, of which functions see another one")
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(self.app / "backend", self.folder / "backend")
        self.functions = {one.name: one for one in declared(self.app) if one.runtime.startswith("python")}
        first, second = self.ports or (free_port(), free_port())
        self._url = self._start_moto(first)
        self._server = Endpoint(self, second)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.stores()
        return self

    def __exit__(self, *_: object) -> None:
        for instance in self.running.values():
            instance.close()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        if self._moto is not None:
            self._moto.terminate()
            self._moto.wait(10)

    # -- stores -------------------------------------------------------------------------------------------------------

    def _start_moto(self, port: int) -> str:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        with (self.folder / "moto.log").open("wb") as log:
            self._moto = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        for _ in range(300):
            if self._moto.poll() is not None:
                raise Missing("moto does not start: pip install 'moto[server]'")
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return f"http://127.0.0.1:{port}"
        raise Missing("moto does not listen")

    def client(self, service: str) -> Any:
        """A client of the stores, for the lab itself."""
        if service not in self._clients:
            self._clients[service] = boto3.client(service, endpoint_url=self._url, **_KEYS)
        return self._clients[service]

    def bucket(self, which: str) -> str:
        """The name of the `receipts`, `feedback` or `website` bucket."""
        kind = "website-" if which == "website" else f"{which}-bucket-"
        return f"dvsa-{kind}{ACCOUNT}-{REGION}"

    def stores(self) -> None:
        """Tables and buckets, empty."""
        for name, keys in _TABLES.items():
            self._table(name, keys)
        for which in ("receipts", "feedback", "website"):
            self.client("s3").create_bucket(Bucket=self.bucket(which))
        self.client("ses").verify_email_identity(EmailAddress="dvsa.noreply@1secmail.com")

    def _table(self, name: str, keys: tuple[str, ...]) -> None:
        kinds = zip(keys, ("HASH", "RANGE"), strict=False)
        self.client("dynamodb").create_table(
            TableName=name,
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in kinds],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            BillingMode="PAY_PER_REQUEST",
        )

    def empty_orders(self) -> None:
        """Orders and receipts away, so that scans stay small."""
        self.client("dynamodb").delete_table(TableName="DVSA-ORDERS-DB")
        self._table("DVSA-ORDERS-DB", _TABLES["DVSA-ORDERS-DB"])
        for key in self.keys("receipts"):
            self.client("s3").delete_object(Bucket=self.bucket("receipts"), Key=key)

    def keys(self, which: str) -> list[str]:
        """The keys in a bucket."""
        found = self.client("s3").list_objects_v2(Bucket=self.bucket(which))
        return [one["Key"] for one in found.get("Contents", ())]

    def order(self, order: str, user: str) -> dict[str, Any] | None:
        """An order as it is stored."""
        key = {"orderId": {"S": order}, "userId": {"S": user}}
        found = self.client("dynamodb").get_item(TableName="DVSA-ORDERS-DB", Key=key).get("Item")
        return dict(found) if found else None

    def sent(self) -> list[Any]:
        """The mails that moto has taken."""
        with urlopen(f"{self._url}/moto-api/data.json", timeout=10) as said:  # noqa: S310  # our own server
            return list(json.load(said).get("ses", {}).get("Message", ()))

    # -- functions ----------------------------------------------------------------------------------------------------

    def call(self, name: str, event: Any) -> Answer:
        """Call a function, then what it has set off."""
        answer = self.invoke(name, event)
        self.follow()
        return answer

    def follow(self) -> None:
        """Events that functions have caused, in order."""
        while self.pending:
            name, event = self.pending.pop(0)
            self.invoke(name, event)

    def invoke(self, name: str, event: Any) -> Answer:
        """Call a function in its process, which is started with its first call."""
        if name not in self.running:
            self.running[name] = self._instance(self.functions[name])
        return self.running[name].call(event)

    def tmp(self, name: str) -> Path:
        """What a function sees as /tmp."""
        return self.folder / name / "tmp"

    def _instance(self, one: Declared) -> Instance:
        task = self.folder / one.folder
        temporary = self.tmp(one.name)
        temporary.mkdir(parents=True)
        before = [*_unshare(), "sh", "-c", f"mount --bind '{temporary}' /tmp && exec \"$@\"", "sh"]
        if self.terms.layer is not None:
            before.append(str(self.terms.layer / "ennead-wrap"))
        env = {**one.env, **self._environment(), "TMPDIR": "/tmp", "HOME": "/tmp"}  # noqa: S108
        env["AWS_EXECUTION_ENV"] = f"AWS_Lambda_{one.runtime}"  # as there, nobody else writes to its /tmp
        function = Function(one.name, one.handler, task, env, self.terms.python, before, 60.0)
        return Instance(function, self.folder / one.name)

    def _environment(self) -> dict[str, str]:
        assert self._server is not None
        own = self._server.url
        env = {
            "AWS_ENDPOINT_URL": self._url,
            "AWS_ENDPOINT_URL_LAMBDA": own,
            "AWS_ENDPOINT_URL_SQS": own,
            "GET_CART_TOTAL": f"{own}/dvsa/total",
            "PAYMENT_PROCESS_URL": f"{own}/dvsa/payment",
            "PYTHONPATH": os.pathsep.join(str(path) for path in (FIXED, self.terms.packages) if path),
            "PYTHONHASHSEED": "0",
            **self.extra,
        }
        if self.terms.layer is not None:
            env["ENNEAD_MODE"] = self.terms.mode
            if self.terms.contract is not None:
                path = self.folder / "contract.json"
                path.write_text(json.dumps(self.terms.contract), encoding="utf-8")
                env["ENNEAD_CONTRACT"] = str(path)
        return env

    def news(self) -> list[dict[str, Any]]:
        """What the agent has said in all functions since this was last asked."""
        return [event for instance in self.running.values() for event in instance.news()]


class Endpoint(ThreadingHTTPServer):
    """The lab's own endpoint on 127.0.0.1."""

    daemon_threads = True
    request_queue_size = 32

    def __init__(self, world: World, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.world = world

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A function that ends breaks its connections."""


_ROUTES = {"/dvsa/total": "DVSA-GET-CART-TOTAL", "/dvsa/payment": "DVSA-PAYMENT-PROCESSOR"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: Endpoint

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep quiet."""

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        world = self.server.world
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        world.seen.append(f"{self.command} {self.path}")
        if world.around is not None:
            world.around(self.path)
        found = re.fullmatch(r"/2015-03-31/functions/([^/]+)/invocations", self.path)
        if found:
            self._invoke(found.group(1), body)
        elif self.path in _ROUTES:
            self._route(_ROUTES[self.path], body)
        elif self.headers.get("X-Amz-Target", "").endswith(".SendMessage"):
            self._message(json.loads(body)["MessageBody"])
        else:
            self._answer(404, b"{}")

    def _invoke(self, name: str, body: bytes) -> None:
        world = self.server.world
        if self.headers.get("X-Amz-Invocation-Type") == "Event":
            if name in world.functions:
                world.pending.append((name, body))
            self._answer(202, b"")
            return
        answer = world.invoke(name, body)
        self._answer(200, answer.body, {} if answer.outcome == "ok" else {"X-Amz-Function-Error": "Unhandled"})

    def _route(self, name: str, body: bytes) -> None:
        event: dict[str, Any] = {
            "httpMethod": "POST",
            "path": self.path,
            "headers": dict(self.headers),
            "body": body.decode(),
        }
        event |= {"resource": self.path, "requestContext": {"stage": "dvsa"}, "isBase64Encoded": False}
        answer = self.server.world.invoke(name, event)
        if answer.outcome != "ok" or "body" not in (answer.json() or {}):
            self._answer(502, b'{"message": "Internal server error"}')
        else:
            self._answer(answer.json()["statusCode"], str(answer.json()["body"]).encode())

    def _message(self, text: str) -> None:
        record = {"messageId": "1", "body": text, "eventSource": "aws:sqs", "awsRegion": REGION}
        record["eventSourceARN"] = f"arn:aws:sqs:{REGION}:{ACCOUNT}:dvsa-order-paid-sqs"
        self.server.world.pending.append(("DVSA-CREATE-RECEIPT", {"Records": [record]}))
        digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        self._answer(200, json.dumps({"MessageId": "1", "MD5OfMessageBody": digest}).encode())

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response_only(status)
        kind = {"Content-Type": "application/x-amz-json-1.0", "Content-Length": str(len(body))}
        for name, value in {**kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
