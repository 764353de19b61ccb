"""Requests that OpenSearch's client for JavaScript signs, and mail that nodemailer sends over SES."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code.following import hosts, javascript, requests, untold

SOURCE = """
import { Client } from "@opensearch-project/opensearch";
import { AwsSigv4Signer } from "@opensearch-project/opensearch/aws";
const client = new Client({ ...AwsSigv4Signer({ region: "eu-west-1", SERVICE }), node: process.env.NODE });
export const handler = async (event) => { await client.CALL; };
"""
MAIL = """
import nodemailer from "nodemailer"; import * as aws from "@aws-sdk/client-ses";
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";
const mail = nodemailer.createTransport({ SES: WAY });
export const handler = async (event) => mail.sendMail({ to: event.to });
"""


@pytest.mark.parametrize(
    ("call", "verb"),
    [
        ("search({ index: 'a', body: {} })", "POST"),
        ("search({ index: 'a' })", "GET"),
        ("get({ index: 'a', id: '1' })", "GET"),
        ("exists({ index: 'a', id: '1' })", "HEAD"),
        ("index({ index: 'a', body: {} })", "POST"),
        ("index({ index: 'a', id: '1', body: {} })", "PUT"),
        ("delete({ index: 'a', id: '1' })", "DELETE"),
        ("indices.create({ index: 'a' })", "PUT"),
        ("cat.indices()", "GET"),
        ("bulk({ body: [] })", "POST"),
    ],
)
def test_a_client_that_signs_asks_the_domain(tmp_path: Path, call: str, verb: str) -> None:
    """A method is a request with its verb to the domain, at the address of the client."""
    told = javascript(tmp_path, SOURCE.replace("SERVICE", "service: 'es'").replace("CALL", call))
    assert requests(told) == [f"es:ESHttp{verb.capitalize()} url=$NODE method={verb}"]


def test_the_signer_names_the_service(tmp_path: Path) -> None:
    """Without a name it is a domain; a serverless collection has one action for all; an untold name is said."""
    plain = SOURCE.replace("CALL", "ping()")
    assert requests(javascript(tmp_path, plain.replace(", SERVICE", ""))) == ["es:ESHttpHead url=$NODE method=HEAD"]
    told = javascript(tmp_path, plain.replace("SERVICE", "service: 'aoss'"))
    assert requests(told) == ["opensearchserverless:APIAccessAll url=$NODE method=HEAD"]
    told = javascript(tmp_path, plain.replace("SERVICE", "service: process.env.SERVICE"))
    assert untold(told) == ["a request is signed for a service that is not told"]


def test_a_client_without_signer_asks_for_nothing_of_aws(tmp_path: Path) -> None:
    """A client with settings of its own is a connection only."""
    source = SOURCE.replace("...AwsSigv4Signer({ region: 'eu-west-1', SERVICE }), ", "").replace("CALL", "ping()")
    source = source.replace('...AwsSigv4Signer({ region: "eu-west-1", SERVICE }), ', "")
    told = javascript(tmp_path, source)
    assert requests(told) == []
    assert hosts(told) == ["@opensearch-project/opensearch $NODE"]


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("{ ses: new aws.SES({}), aws }", ["ses:SendRawEmail"]),
        ("{ sesClient: new SESv2Client({}), SendEmailCommand }", ["sesv2:SendEmail"]),
    ],
)
def test_mail_over_ses(tmp_path: Path, way: str, expected: list[str]) -> None:
    """A transport over SES sends by the request of the version whose client it is given."""
    told = javascript(tmp_path, MAIL.replace("WAY", way))
    assert requests(told) == expected
    assert hosts(told) == []
