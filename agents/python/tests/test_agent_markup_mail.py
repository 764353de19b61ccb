"""Guard `markup` at its sinks: mails by SES and `smtplib`, in each part that is HTML."""

from __future__ import annotations

import base64
import json
from email.message import EmailMessage
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Callable

import pytest

import agent_lab
from agent_letters import LINK, NAMED, letter
from ennead_agent import verdicts
from ennead_agent.guards import markup, markup_mail

Serving = Callable[..., "list[dict[str, Any]]"]


def _mail(html: str, coding: str = "quoted-printable") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Hi"
    message.set_content("the same as text")
    message.add_alternative(html, subtype="html", cte=coding)
    message.add_attachment(b"%PDF" + bytes(5000), maintype="application", subtype="pdf", filename="x.pdf")
    return message


@pytest.mark.parametrize(
    "params",
    [
        {"Message": {"Body": {"Html": {"Data": None}, "Text": {"Data": "x"}}}},
        {"Content": {"Simple": {"Body": {"Html": {"Data": None}}}}},
        {"RawMessage": {"Data": b""}},
        {"Content": {"Raw": {"Data": b""}}},
    ],
)
def test_mails_of_the_sdk_are_judged(params: dict[str, Any], named: Serving) -> None:
    """An HTML body and a whole mail, in both interfaces of SES; what is no mail passes."""
    for value in (LINK, "Ada"):
        inner = params
        while "Data" not in inner:
            inner = next(iter(inner.values()))
        inner["Data"] = letter(value) if inner["Data"] is None or isinstance(inner["Data"], str) else bytes(
            _mail(letter(value))
        )  # fmt: skip
        said = named({"name": value})
        if value == LINK:
            with pytest.raises(verdicts.Blocked):
                markup._called(params=params)
            said.clear()
        else:
            markup._called(params=params)
            assert said == []
    markup._called(params={"Message": {"Body": {}}})
    markup._called(params=None)


@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit"])
def test_mails_of_smtplib_are_judged(coding: str, named: Serving) -> None:
    """The HTML in a mail is found, in whichever coding; the same text in the plain part is text."""
    named({"name": LINK})
    with pytest.raises(verdicts.Blocked):
        markup._sendmail(None, "a@x.example", ["b@x.example"], bytes(_mail(letter(LINK), coding)))
    plain = EmailMessage()
    plain.set_content(letter(LINK))
    markup._sendmail(None, "a@x.example", ["b@x.example"], msg=plain.as_string())


def test_what_cannot_be_looked_at_is_said(named: Serving) -> None:
    """Parts that are too deep within others, and a mail that is read while it is sent."""
    said = named({"name": "Ada & Söhne"})
    verdicts._unjudged.clear()
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(20))
    markup.judge_message(head + "Content-Type: text/html\n\n<p>x</p>")
    markup.judge_message(object())
    assert [one["kind"] for one in said] == ["error", "error"]
    assert "in one another" in said[0]["reason"]


def test_html_parts_are_found_and_decoded() -> None:
    """Parts within parts, a mail within a mail, other letters, broken codings, and a boundary that is not closed."""
    inner = "Content-Type: text/html; charset=iso-8859-1\r\n\r\n<p>\xfc</p>\r\n".encode("latin-1")
    text = "Content-Type: text/html; charset=nonesuch\nContent-Transfer-Encoding: base64\n\n"
    mail = (
        b'Subject: x\nContent-Type: multipart/mixed; boundary="a b"\n\npreamble --a b\n--a b\n'
        b"Content-Type: message/rfc822\n\n" + inner + b"\n--a b\n"
        b"Content-Type: multipart/alternative; boundary=c\n\n--c\n\n<p>no type</p>\n--c\n"
        + text.encode()
        + base64.b64encode("<p>ü</p>!".encode()).rstrip(b"=")
        + b"\n--c--\n<p>epilogue</p>\n--a b\nContent-Type: text/html\n\n<p>last</p>"
    )
    found = list(markup_mail.html_parts(mail))
    assert [one and one.strip() for one in found] == ["<p>ü</p>", "<p>ü</p>!", "<p>last</p>"]
    assert list(markup_mail.html_parts(b"")) == list(markup_mail.html_parts(b"\n\n")) == []


# -- under the real client ---------------------------------------------------------------------------------------------

HANDLER = """
import botocore.config, botocore.session
CONFIG = botocore.config.Config(retries={"max_attempts": 0}, connect_timeout=1)
def client(name):
    return botocore.session.get_session().create_client(
        name, region_name="us-east-1", endpoint_url="http://127.0.0.1:1", config=CONFIG,
        aws_access_key_id="test", aws_secret_access_key="test")
def call(name, **params):
    try:
        client(name).send_email(**params)
    except Exception as error:
        return type(error).__name__
def handler(event, context):
    html = {"Html": {"Data": "<p>Dear {},<br>your order <b>is ready</b>.</p>".format(event["name"])}}
    subject = {"Data": "Your order"}
    return [
        call("ses", Source="a@b", Destination={}, Message={"Subject": subject, "Body": html}),
        call("sesv2", FromEmailAddress="a@b", Content={"Simple": {"Subject": subject, "Body": html}}),
    ]
"""


@pytest.mark.skipif(find_spec("botocore") is None, reason="botocore is not installed for this Python")
@pytest.mark.parametrize("guards", [{}, NAMED])
def test_mails_under_the_real_client(
    guards: dict[str, str], client: agent_lab.Client, layer: Path, function: Callable[[str], Path], tmp_path: Path
) -> None:
    """A link in a name is stopped where the contract names the guard, else told; a plain name is sent either way."""
    task = function(HANDLER)
    document = {"schema": "ennead.contract.compiled/1", "default": {"mode": "enforce", "guards": guards}}
    (tmp_path / "c.json").write_text(json.dumps(document), encoding="utf-8")
    events = [{"name": "Ada <3 O'Brien"}, {"name": LINK}]
    env = {"ENNEAD_CONTRACT": str(tmp_path / "c.json")}
    ran = agent_lab.run(client, task, events, layer=layer, env=env, timeout=60)
    plain, rich = map(json.loads, ran.answers)
    assert "PermissionError" not in plain
    assert "Blocked" not in plain
    assert (rich == ["Blocked", "Blocked"]) is bool(guards)
    told = [(one["guard"], one["verdict"]) for one in ran.of("attack")]
    assert told == ([("markup", "block")] * 2 if guards else [("markup", "flag")])
