"""Authorizer: a token signed with a shared key allows its owner's paths, and hands names on to the function behind."""

import base64
import hashlib
import hmac
import json
import os

KEY = os.environ.get("TOKEN_KEY", "a key of the bench, thirty-two bytes and more")
NOW = 1_790_000_000

try:
    import jwt
except ImportError:  # the same by hand
    jwt = None


def decode(token):
    if jwt is not None:
        return jwt.decode(token, KEY, algorithms=["HS256"], options={"verify_exp": False, "verify_iat": False})
    head, body, signature = token.split(".")
    wanted = base64.urlsafe_b64encode(hmac.new(KEY.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest())
    if not hmac.compare_digest(wanted.rstrip(b"=").decode(), signature):
        raise ValueError("signature")
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def handler(event, context):
    token = event["authorizationToken"].partition(" ")[2]
    try:
        claims = decode(token)
        effect = "Allow" if claims["exp"] > NOW else "Deny"
    except Exception:
        claims, effect = {"sub": "nobody"}, "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {
        "principalId": claims["sub"],
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {name: str(value) for name, value in claims.items() if name in ("name", "role", "city")},
    }
