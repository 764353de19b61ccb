"""Scripted requests for the handlers of the sample shop that its services start.

Each says which actions it asks for, on what: told from the handlers' code by a person, not by Ennead.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.roles_moto_case import READ_ORDER, Case, listed, refused, same
from bench.roles_moto_shop import Handler, Shop
from bench.roles_moto_stack import SECRET

CASES: list[Case] = []
case = listed(CASES)


# -- members ----------------------------------------------------------------------------------------------------------


def _confirmed(user: str, trigger: str = "PostConfirmation_ConfirmSignUp") -> dict[str, Any]:
    attributes = {"sub": user, "email": f"{user}@shop.example"}
    return {"triggerSource": trigger, "request": {"userAttributes": attributes}}


@case("WelcomeFunction", ("dynamodb:PutItem", "${UsersTable.Arn}"))
def welcome(shop: Shop, call: Handler) -> None:
    """A member confirmed."""
    user = shop.fresh("ada")
    same("the event", call(_confirmed(user)), _confirmed(user))
    same("the account", shop.table("UsersTable").get_item(Key={"userId": user})["Item"]["newsletter"], "no")


@case("WelcomeFunction", ("dynamodb:PutItem", "${UsersTable.Arn}"))
def welcome_two(shop: Shop, call: Handler) -> None:
    """Two members confirmed."""
    for user in (shop.fresh("ada"), shop.fresh("bob")):
        call(_confirmed(user))
        same("the address", shop.table("UsersTable").get_item(Key={"userId": user})["Item"]["email"][:3], user[:3])


@case("WelcomeFunction")
def forgotten(shop: Shop, call: Handler) -> None:
    """A password forgotten."""
    user = shop.fresh("ada")
    call(_confirmed(user, "PostConfirmation_ConfirmForgotPassword"))
    same("the account", shop.table("UsersTable").get_item(Key={"userId": user}).get("Item"), None)


# -- fulfilment -------------------------------------------------------------------------------------------------------

_START = ("states:StartExecution", "${FulfilmentMachine}")


def _started(shop: Shop) -> list[str]:
    found = shop.admin("stepfunctions").list_executions(stateMachineArn=shop.stack.attribute("FulfilmentMachine"))
    return [one["name"] for one in found["executions"]]


def _batch(*orders: str) -> dict[str, Any]:
    return {"Records": [{"messageId": one, "body": json.dumps({"orderId": one, "lines": []})} for one in orders]}


@case("OrderWorkerFunction", _START)
def start_one(shop: Shop, call: Handler) -> None:
    """An order started."""
    name = shop.fresh("order")
    same("the answer", call(_batch(name)), {"batchItemFailures": []})
    same("started", name in _started(shop), True)


@case("OrderWorkerFunction", _START)
def start_again(shop: Shop, call: Handler) -> None:
    """An order delivered twice."""
    name = shop.fresh("order")
    same("the answer", call(_batch(name, name)), {"batchItemFailures": []})
    same("starts", _started(shop).count(name), 1)


@case("OrderWorkerFunction", _START)
def start_some(shop: Shop, call: Handler) -> None:
    """A batch with one that is no order."""
    name, batch = shop.fresh("order"), _batch("broken")
    batch["Records"][0]["body"] = "{}"
    batch["Records"] += _batch(name)["Records"]
    same("the answer", call(batch), {"batchItemFailures": [{"itemIdentifier": "broken"}]})
    same("started", name in _started(shop), True)


_MOVE = ("dynamodb:UpdateItem", "${ProductsTable.Arn}")


def _stocked(shop: Shop, stock: int) -> str:
    name = shop.fresh("cup")
    shop.table("ProductsTable").put_item(Item={"productId": name, "category": "cups", "stock": stock})
    return name


def _stock(shop: Shop, name: str) -> int:
    return int(shop.table("ProductsTable").get_item(Key={"productId": name})["Item"]["stock"])


@case("StockFunction", _MOVE)
def reserve(shop: Shop, call: Handler) -> None:
    """Goods taken out of stock."""
    name = _stocked(shop, 5)
    same("taken", call({"action": "reserve", "lines": [{"productId": name, "quantity": 2}]}), {"reserved": 1})
    same("the stock", _stock(shop, name), 3)


@case("StockFunction", _MOVE)
def release(shop: Shop, call: Handler) -> None:
    """Goods put back."""
    name = _stocked(shop, 5)
    same("put back", call({"action": "release", "lines": [{"productId": name, "quantity": 2}]}), {"released": 1})
    same("the stock", _stock(shop, name), 7)


@case("StockFunction", _MOVE)
def too_few(shop: Shop, call: Handler) -> None:
    """Too few of the second: the first goes back."""
    one, two = _stocked(shop, 5), _stocked(shop, 1)
    lines = [{"productId": one, "quantity": 2}, {"productId": two, "quantity": 2}]
    refused(call, {"action": "reserve", "lines": lines}, "ConditionalCheckFailedException")
    same("the stock", (_stock(shop, one), _stock(shop, two)), (5, 1))


# -- payment ----------------------------------------------------------------------------------------------------------

_WRITE_ORDER = ("dynamodb:UpdateItem", "${OrdersTable.Arn}")


def _ordered(shop: Shop, what: str = "order") -> str:
    name = shop.fresh(what)
    shop.table("OrdersTable").put_item(Item={"orderId": name, "day": "2026-01-01", "status": "placed", "cents": 2290})
    return name


def _status(shop: Shop, name: str) -> object:
    return shop.table("OrdersTable").get_item(Key={"orderId": name})["Item"]["status"]


@case("ChargeFunction", READ_ORDER, _WRITE_ORDER)
def charge(shop: Shop, call: Handler) -> None:
    """A charge taken."""
    name = _ordered(shop)
    same("the answer", call({"orderId": name}), {"paymentId": f"payment-of-{name}"})
    same("the status", _status(shop, name), "charged")


@case("ChargeFunction", READ_ORDER)
def charge_refused(shop: Shop, call: Handler) -> None:
    """A charge refused."""
    name = _ordered(shop, "refused")
    refused(call, {"orderId": name}, "PaymentRefused")
    same("the status", _status(shop, name), "placed")


@case("ChargeFunction", READ_ORDER)
def charge_nothing(shop: Shop, call: Handler) -> None:
    """A charge of no order."""
    refused(call, {"orderId": shop.fresh("none")}, "KeyError: 'Item'")


_SIGN = ("secretsmanager:GetSecretValue", "${WebhookSecret}")
_TELL = ("events:PutEvents", "${ShopBus.Arn}")


def _webhook(outcome: str, reference: str, key: str = SECRET) -> dict[str, Any]:
    body = json.dumps({"outcome": outcome, "reference": reference})
    signature = hmac.new(key.encode(), body.encode(), hashlib.sha256).hexdigest()
    return {"headers": {"x-pay-signature": signature}, "body": body, "isBase64Encoded": False}


def _told(shop: Shop) -> int:
    """How many events the shop's bus has seen: an archive counts them."""
    events, name = shop.admin("events"), "all"
    if not events.list_archives()["Archives"]:
        events.create_archive(ArchiveName=name, EventSourceArn=shop.text("${ShopBus.Arn}"))
    return int(events.describe_archive(ArchiveName=name)["EventCount"])


def _webhook_case(shop: Shop, call: Handler, event: dict[str, Any], status: int, events: int) -> None:
    before = _told(shop)
    same("the answer", call(event), {"statusCode": status})
    same("the events", _told(shop) - before, events)


@case("PaymentWebhookFunction", _SIGN, _TELL)
def settled(shop: Shop, call: Handler) -> None:
    """A payment settled."""
    _webhook_case(shop, call, _webhook("settled", shop.fresh("order")), 204, 1)


@case("PaymentWebhookFunction", _SIGN)
def forged(shop: Shop, call: Handler) -> None:
    """A forged signature."""
    _webhook_case(shop, call, _webhook("settled", shop.fresh("order"), "guessed"), 401, 0)


@case("PaymentWebhookFunction", _SIGN)
def unheard_of(shop: Shop, call: Handler) -> None:
    """An outcome that is none."""
    _webhook_case(shop, call, _webhook("lost", shop.fresh("order")), 400, 0)


@case("PaymentEventsFunction", _WRITE_ORDER)
def order_paid(shop: Shop, call: Handler) -> None:
    """An order paid."""
    name = _ordered(shop)
    call({"detail-type": "PaymentSettled", "detail": {"orderId": name}})
    same("the status", _status(shop, name), "paid")


@case("PaymentEventsFunction", _WRITE_ORDER)
def order_refused(shop: Shop, call: Handler) -> None:
    """An order not paid."""
    name = _ordered(shop)
    call({"detail-type": "PaymentRefused", "detail": {"orderId": name}})
    same("the status", _status(shop, name), "refused")


@case("PaymentEventsFunction", _WRITE_ORDER)
def order_unknown(shop: Shop, call: Handler) -> None:
    """A payment of no order."""
    event = {"detail-type": "PaymentSettled", "detail": {"orderId": shop.fresh("none")}}
    refused(call, event, "ConditionalCheckFailedException")


# -- pictures and reports ---------------------------------------------------------------------------------------------

_PICTURE = (
    ("s3:GetObject", "${ImagesBucket.Arn}/originals/bowl.jpg"),
    ("s3:PutObject", "${ImagesBucket.Arn}/thumbnails/bowl.jpg"),
)


def _pictures(shop: Shop, call: Handler, *names: str) -> None:
    bucket, s3 = shop.stack.attribute("ImagesBucket"), shop.admin("s3")
    for name in names:
        s3.put_object(Bucket=bucket, Key=f"originals/{name}", Body=name.encode())
    keys = [f"originals/{name}".replace(" ", "+") for name in names]
    call({"Records": [{"s3": {"bucket": {"name": bucket}, "object": {"key": key}}} for key in keys]})
    for name in names:
        kept = s3.get_object(Bucket=bucket, Key=f"thumbnails/{name}")["Body"].read()
        same("the thumbnail", kept, b"small " + name.encode())


@case("ThumbnailFunction", *_PICTURE)
def thumbnail(shop: Shop, call: Handler) -> None:
    """A picture made small."""
    _pictures(shop, call, f"{shop.fresh('bowl')}.jpg")


@case("ThumbnailFunction", *_PICTURE)
def thumbnails(shop: Shop, call: Handler) -> None:
    """Two pictures."""
    _pictures(shop, call, f"{shop.fresh('bowl')}.jpg", f"{shop.fresh('cup')}.jpg")


@case("ThumbnailFunction", *_PICTURE)
def spaced(shop: Shop, call: Handler) -> None:
    """A picture with a space in its name."""
    _pictures(shop, call, f"{shop.fresh('a bowl')}.jpg")


_REPORT = (
    ("dynamodb:Query", "${OrdersTable.Arn}/index/by-day"),
    ("s3:PutObject", "${ReportsBucket.Arn}/reports/2026-01-01.csv"),
)


def _report(shop: Shop, call: Handler, *days_ago: int) -> None:
    shop.clear("OrdersTable", "orderId")
    today = datetime.now(UTC).date()
    bucket, key = shop.stack.attribute("ReportsBucket"), f"reports/{today - timedelta(days=1)}.csv"
    shop.admin("s3").delete_object(Bucket=bucket, Key=key)
    wanted = ["order,status,cents"]
    for ago in days_ago:
        name, day = shop.fresh("order"), today - timedelta(days=ago)
        shop.table("OrdersTable").put_item(
            Item={"orderId": name, "day": str(day), "status": "paid", "cents": 100, "more": "x" * 300_000}
        )
        wanted += [f"{name},paid,100"] if ago == 1 else []
    call({})
    kept = shop.admin("s3").get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    same("the report", sorted(kept.splitlines()), sorted(wanted))
    shop.clear("OrdersTable", "orderId")


@case("NightlyReportFunction", *_REPORT)
def quiet_day(shop: Shop, call: Handler) -> None:
    """A day without orders."""
    _report(shop, call)


@case("NightlyReportFunction", *_REPORT)
def other_days(shop: Shop, call: Handler) -> None:
    """Orders of yesterday and other days."""
    _report(shop, call, 0, 1, 2)


@case("NightlyReportFunction", *_REPORT)
def busy_day(shop: Shop, call: Handler) -> None:
    """More orders than one page holds."""
    _report(shop, call, 1, 1, 1, 1, 1)


# -- audit and newsletter ---------------------------------------------------------------------------------------------

_KEEP = ("dynamodb:PutItem", "${AuditTable.Arn}")


def _change(name: str, number: str, before: str | None, after: str) -> dict[str, Any]:
    change: dict[str, Any] = {"Keys": {"orderId": {"S": name}}, "SequenceNumber": number}
    if before is not None:
        change["OldImage"] = {"status": {"S": before}}
    change["NewImage"] = {"status": {"S": after}}
    return {"eventName": "MODIFY" if before else "INSERT", "dynamodb": change}


def _audited(shop: Shop, call: Handler, name: str, *records: dict[str, Any]) -> list[tuple[str, str]]:
    same("the answer", call({"Records": records}), {"batchItemFailures": []})
    numbers = dict.fromkeys(one["dynamodb"]["SequenceNumber"] for one in records)
    table = shop.table("AuditTable")
    kept = [table.get_item(Key={"orderId": name, "sequence": number})["Item"] for number in numbers]
    return [(one["before"], one["after"]) for one in kept]


@case("AuditFunction", _KEEP)
def order_made(shop: Shop, call: Handler) -> None:
    """An order made."""
    name = shop.fresh("order")
    same("what is kept", _audited(shop, call, name, _change(name, "1", None, "placed")), [("-", "placed")])


@case("AuditFunction", _KEEP)
def order_changed(shop: Shop, call: Handler) -> None:
    """An order changed twice."""
    name = shop.fresh("order")
    records = (_change(name, "1", None, "placed"), _change(name, "2", "placed", "paid"))
    same("what is kept", _audited(shop, call, name, *records), [("-", "placed"), ("placed", "paid")])


@case("AuditFunction", _KEEP)
def never_overwritten(shop: Shop, call: Handler) -> None:
    """A change delivered twice is not overwritten."""
    name = shop.fresh("order")
    records = (_change(name, "1", None, "placed"), _change(name, "1", None, "forged"))
    same("what is kept", _audited(shop, call, name, *records), [("-", "placed")])


_READERS = ("dynamodb:Query", "${UsersTable.Arn}/index/by-newsletter")
_MAIL = ("ses:SendEmail", "arn:aws:ses:${AWS::Region}:${AWS::AccountId}:identity/${MailIdentity}")


def _issue(shop: Shop, call: Handler, issues: int, *answers: str) -> None:
    shop.clear("UsersTable", "userId")
    for answer in answers:
        user = shop.fresh("reader")
        item = {"userId": user, "newsletter": answer, "email": f"{user}@shop.example"}
        shop.table("UsersTable").put_item(Item=item)
    before = shop.admin("ses").get_send_quota()["SentLast24Hours"]
    message = json.dumps({"subject": "June", "text": "New bowls"})
    call({"Records": [{"Sns": {"Message": message}}] * issues})
    sent = shop.admin("ses").get_send_quota()["SentLast24Hours"] - before
    same("the mails", int(sent), issues * answers.count("yes"))


@case("NewsletterStack.NewsletterFunction", _READERS, _MAIL)
def two_readers(shop: Shop, call: Handler) -> None:
    """Two readers of three."""
    _issue(shop, call, 1, "yes", "no", "yes")


@case("NewsletterStack.NewsletterFunction", _READERS)
def no_readers(shop: Shop, call: Handler) -> None:
    """Nobody who wants it."""
    _issue(shop, call, 1, "no")


@case("NewsletterStack.NewsletterFunction", _READERS, _MAIL)
def two_issues(shop: Shop, call: Handler) -> None:
    """Two issues at once."""
    _issue(shop, call, 2, "yes")
