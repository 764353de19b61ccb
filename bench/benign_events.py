"""Events for the handlers in `handlers_real/` that answer a request or a call, filled with harmless texts."""

from __future__ import annotations

import base64
import csv
import hashlib
import hmac
import io
import json
import pickle
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from bench.benign_makers import Event, maker
from bench.benign_texts import Texts


def _request(
    method: str, path: str, query: dict[str, str] | None = None, body: str | None = None, kind: str = "application/json"
) -> Event:
    """A request of an HTTP API, version 2.0 of its shape."""
    text = urlencode(query or {})
    event: Event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": text,
        "headers": {"content-type": kind, "host": "shop.example", "accept": "*/*", "x-forwarded-for": "203.0.113.7"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "domainName": "shop.example",
            "stage": "$default",
            "requestId": "id",
            "time": "01/Jan/2026:00:00:00 +0000",
            "timeEpoch": 1767225600000,
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "Mozilla/5.0 (X11; Linux)",
            },
        },
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = query
    if body is not None:
        event["body"] = body
    return event


@maker
def csv_import(t: Texts) -> Event:
    out = io.StringIO()
    mark = t.one_of(",", ";", "\t")
    writer = csv.writer(out, delimiter=mark)
    writer.writerow(["Name", "City", "Amount", t.one_of("Note", "Comment", "order note", "select_by")])
    for _ in range(t.whole(1, 12)):
        writer.writerow([t.name(), t.city(), t.whole(1, 900), t.any()])
    return {
        "file": t.file().lstrip(".") or "x.csv",
        "delimiter": mark,
        "csv": out.getvalue(),
        "group_by": t.one_of("city", "name"),
    }


@maker
def webhook(t: Texts) -> Event:
    data = {"text": t.any(), "from": {"name": t.name(), "email": t.email()}, "lines": [t.words(), t.number()]}
    back = t.one_of("https://shop.example/hooks/", "https://api.example.org:8443/v1?x=", "") + t.plain()
    hook = {"id": "evt_" + t.plain(12), "type": t.one_of("order.paid", "note.created"), "data": data, "callback": back}
    body = json.dumps(hook, ensure_ascii=t.often(0.5))
    signature = hmac.new(b"whsec", body.encode(), hashlib.sha256).hexdigest()
    coded = t.often(0.3)
    return {
        "resource": "/hook",
        "path": "/hook",
        "httpMethod": "POST",
        "queryStringParameters": None,
        "headers": {
            "Content-Type": "application/json",
            "X-Signature": "sha256=" + (signature if t.often(0.95) else "0"),
        },
        "requestContext": {"requestId": "id", "identity": {"sourceIp": "203.0.113.7"}, "stage": "prod"},
        "body": base64.b64encode(body.encode()).decode() if coded else body,
        "isBase64Encoded": coded,
    }


@maker
def state_report(t: Texts) -> Event:
    query, parameters = t.random.choice(
        [
            ("SELECT day, shop, amount FROM sales WHERE shop = ? ORDER BY day", [t.city()]),
            (
                "SELECT shop, SUM(amount) AS total FROM sales GROUP BY shop HAVING total > ? ORDER BY total DESC",
                [t.whole(0, 40)],
            ),
            ("SELECT note FROM sales WHERE note LIKE ? -- as people wrote it", ["%" + t.words()[:3] + "%"]),
            ("SELECT day FROM sales UNION SELECT shop FROM sales WHERE 1 = 1 ORDER BY 1", []),
            ("SELECT COUNT(*) FROM sales WHERE shop IN (?, ?) AND note IS NOT NULL", ["Bonn", t.city()]),
        ]
    )
    return {"title": t.line()[:60] or "report", "query": query, "parameters": parameters, "execution": t.plain(20)}


@maker
def convert(t: Texts) -> Event:
    name = t.file().lstrip("-~.") if t.often(0.8) else t.plain() + ".txt"
    way = t.one_of("upper", "sorted", "counted", "titled", "copy")
    if way == "copy":  # the name stands between double quotes there: what a shell reads in them is no plain name
        name = name.replace("$", "").replace("`", "")
    return {"name": name, "content": t.any(), "to": way, "title": t.line()[:40]}


@maker
def flask_shop(t: Texts) -> Event:
    kind = t.whole(0, 5)
    if kind == 0:
        return _request("GET", "/items", {"q": t.any()[:200]})
    if kind == 1:
        return _request("GET", f"/items/{t.whole(0, 5)}")
    if kind == 2:
        return _request("POST", "/notes", body=json.dumps({"author": t.name(), "text": t.any()}))
    if kind == 3:
        form = urlencode({"name": t.name(), "text": t.any()})
        return _request("POST", "/guestbook", body=form, kind="application/x-www-form-urlencoded")
    if kind == 4:
        return _request("GET", "/hello/" + quote(t.line()[:60].strip("/. ") or "x", safe=""))
    return _request("GET", "/go", {"to": t.words()})


@maker
def fastapi_shop(t: Texts) -> Event:
    kind = t.whole(0, 2)
    if kind == 0:
        return _request(
            "GET",
            "/books",
            {"q": t.any()[:200], "sort": t.one_of("title", "pages", "id", "name"), "limit": str(t.whole(1, 20))},
        )
    if kind == 1:
        said = {"author": t.name(), "text": t.any(), "stars": t.whole(1, 5)}
        return _request("POST", f"/books/{t.whole(1, 3)}/reviews", body=json.dumps(said))
    return _request("GET", "/authors/" + quote(t.name().replace("/", "")))


@maker
def authorizer(t: Texts) -> Event:
    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    claims = {
        "sub": t.plain(),
        "name": t.name(),
        "role": t.one_of("member", "admin", "root"),
        "city": t.city(),
        "exp": 1_790_000_000 + t.whole(-9, 999),
    }
    text = part(b'{"alg":"HS256","typ":"JWT"}') + "." + part(json.dumps(claims).encode())
    key = b"a key of the bench, thirty-two bytes and more"
    signature = part(hmac.new(key, text.encode(), hashlib.sha256).digest())
    token = text + "." + (signature if t.often(0.95) else signature[::-1])
    return {
        "type": "TOKEN",
        "authorizationToken": "Bearer " + token,
        "methodArn": "arn:aws:execute-api:us-east-1:123456789012:api/prod/GET/x",
    }


@maker
def search(t: Texts) -> Event:
    asked = {"sort": t.one_of("id", "name", "price", "owner", "created"), "dir": t.one_of("asc", "desc")}
    if t.often(0.7):
        asked["q"] = t.one_of(t.words(), t.any()[:100], "50%", "a_b", "O'Brien", "order by")
    if t.often(0.3):
        asked["owner"] = t.one_of("ada", "bob", "dörte", t.name(), t.prose())
    if t.often(0.5):
        asked |= {"size": str(t.whole(1, 20)), "offset": str(t.whole(0, 30))}
    return {
        "httpMethod": "GET",
        "path": "/search",
        "queryStringParameters": asked,
        "headers": {"accept": "*/*"},
        "requestContext": {"stage": "prod"},
    }


@maker
def download(t: Texts) -> Event:
    name = t.one_of(
        "orders.txt",
        "2026/report.json",
        "2026/Bericht März.html",
        "reports/sales.csv",
        "README",
        "reports/../orders.txt",
        t.file(),
        "reports",
        t.plain(),
    )
    return {
        "httpMethod": "GET",
        "path": "/files/" + quote(name),
        "pathParameters": {"name": t.one_of(name, quote(name))},
        "headers": {"accept": "*/*"},
        "requestContext": {"stage": "prod"},
    }


@maker
def log_all(t: Texts) -> Event:
    return {"user": t.name(), "text": t.any(), "more": {t.plain(): [t.any(), {"deep": t.document()}]}}


@maker
def quotes(t: Texts) -> Event:
    numbers = {
        "quantity": t.whole(1, 99),
        "price": t.random.choice([t.whole(1, 999), t.whole(1, 99999) / 100, str(t.whole(1, 9))]),
        "rebate": t.one_of("0", "0.2", ".5"),
    }
    event: Event = {
        "kind": t.one_of("retail", "wholesale"),
        "numbers": numbers,
        "limits": f"({t.whole(0, 9)}, {t.whole(10, 99999)})",
        "title": t.line(),
    }
    if t.often(0.5):
        event["cart"] = base64.b64encode(pickle.dumps({"lines": [[t.any(), 1.5]]}, protocol=4)).decode()
    return event


@maker
def invoice_xml(t: Texts) -> Event:
    def clean(text: str) -> str:
        return escape("".join(letter for letter in text if letter.isprintable() or letter in "\n\t"))

    lines = "".join(
        f"<line><title>{clean(t.any())}</title><amount>{t.whole(1, 999)}</amount></line>" for _ in range(t.whole(1, 4))
    )
    note = f"<note><![CDATA[{clean(t.prose()).replace(']]>', '')}]]></note>"
    text = f"<?xml version='1.0'?><invoice><buyer>{clean(t.name())}</buyer>{lines}{note}</invoice>"
    return {"bucket": "invoices", "key": t.file(), "xml": text}
