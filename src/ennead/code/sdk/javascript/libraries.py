"""The SDK's own libraries on top of its clients: uploads in parts, presigned requests, tokens of databases, roles."""

from __future__ import annotations

from ennead.code.facts import Argument, CallFact
from ennead.code.sdk.javascript import commands
from ennead.code.sdk.javascript.named import Named, argument, named
from ennead.code.sdk.javascript.request import MULTIPART, Answer, request, unresolved
from ennead.code.values import Known, Made, Record, Value

DATABASE = {"hostname": "DBHostname", "username": "DBUsername", "port": "Port"}
CLUSTER = {"hostname": "Hostname"}


def upload(fact: CallFact, made: Made) -> Answer:
    """`new Upload({client, params}).done()`."""
    options = argument(made.args, 0)
    params = options.get("params") if isinstance(options, Record) else None
    for operation in MULTIPART:
        yield from request(fact, "s3", operation, params, how="transfer")


def signed_url(fact: CallFact) -> Answer:
    """`getSignedUrl(client, command)`."""
    client = argument(fact.args, 0)
    if len(fact.args) < 2 or client is None:
        yield from unresolved(fact, "the command that is presigned is not told")
        return
    yield from commands.sent(fact, client, True, how="presigned", position=1)


def post(fact: CallFact) -> Answer:
    """`createPresignedPost(client, {Bucket, Key})`."""
    yield from request(fact, "s3", "PutObject", argument(fact.args, 1), how="presigned")


def presigned_by_hand(fact: CallFact, _made: Made) -> Answer:
    """`new S3RequestPresigner(config).presign(request)`."""
    yield from unresolved(fact, "a request to S3 is presigned by hand; its operation is not told")


def speech_url(fact: CallFact) -> Answer:
    """`getSynthesizeSpeechUrl({client, params})`."""
    options = argument(fact.args, 0)
    params = options.get("params") if isinstance(options, Record) else None
    yield from request(fact, "polly", "SynthesizeSpeech", params, how="presigned")


def database_token(fact: CallFact, made: Made, sdk: str = "js3") -> Answer:
    """`new Signer({hostname, username}).getAuthToken()`; v2 takes the options in the call as well."""
    told = token((argument(fact.args, 0), argument(made.args, 0)), DATABASE)
    yield from request(fact, "rds", "GenerateDbAuthToken", how="signed", sdk=sdk, more=told)


def dsql_token(fact: CallFact, made: Made) -> Answer:
    """`new DsqlSigner({hostname}).getDbConnectAuthToken()`."""
    yield from request(fact, "dsql", "DbConnect", how="signed", more=token((argument(made.args, 0),), CLUSTER))


def dsql_admin_token(fact: CallFact, made: Made) -> Answer:
    """`new DsqlSigner({hostname}).getDbConnectAdminAuthToken()`."""
    yield from request(fact, "dsql", "DbConnectAdmin", how="signed", more=token((argument(made.args, 0),), CLUSTER))


def role(fact: CallFact) -> Answer:
    """`fromTemporaryCredentials({params: {RoleArn}})`; v2's `new TemporaryCredentials({RoleArn})`."""
    options = argument(fact.args, 0)
    params = options.get("params") if isinstance(options, Record) else None
    sdk = "js2" if fact.new else "js3"
    yield from request(fact, "sts", "AssumeRole", params if params is not None else options, how="helper", sdk=sdk)


def mail(fact: CallFact, made: Made) -> Answer:
    """`nodemailer.createTransport({SES}).sendMail(message)`: over its version 2 where that command is given."""
    options = argument(made.args, 0)
    transport = options.get("SES") if isinstance(options, Record) else None
    if transport is not None:
        newer = isinstance(transport, Record) and transport.get("SendEmailCommand") is not None
        service, operation = ("sesv2", "SendEmail") if newer else ("ses", "SendRawEmail")
        yield from request(fact, service, operation, Record(()), how="helper")
    elif isinstance(options, Made) and named(options.callee) == Named("nodemailer-ses-transport", ()):
        yield from request(fact, "ses", "SendRawEmail", Record(()), how="helper", sdk="js2")


def token(given: tuple[Value | None, ...], names: dict[str, str]) -> tuple[Argument, ...]:
    """The settings of a token by the names they have in the API; the first of the records that has one counts."""
    told: list[Argument] = []
    for name, shown in names.items():
        for settings in given:
            value = settings.get(name) if isinstance(settings, Record) else None
            if value is not None and value != Known(None):
                told.append(Argument(shown, value))
                break
    return tuple(told)
