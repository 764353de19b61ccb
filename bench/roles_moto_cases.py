"""Scripted requests for the sample shop's Python and Node handlers, with what each must answer and leave behind.

Each says which actions it asks for, on what: told from the handlers' code by a person, not by Ennead.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bench.roles_moto_shop import Failed, Handler, Shop
from bench.roles_moto_stack import SECRET, Clients

Ask = tuple[str, str]
"""An action, and a resource as text of `Fn::Sub`."""


@dataclass(frozen=True, slots=True)
class Case:
    """One scripted request; `run` raises Failed where answer or store are not what they should be."""

    function: str
    name: str
    asks: tuple[Ask, ...]
    run: Callable[[Shop, Handler], None]


CASES: list[Case] = []


def case(function: str, *asks: Ask) -> Callable[[Callable[[Shop, Handler], None]], Callable[[Shop, Handler], None]]:
    """Put a scripted request on the list."""

    def put(run: Callable[[Shop, Handler], None]) -> Callable[[Shop, Handler], None]:
        CASES.append(Case(function, (run.__doc__ or run.__name__).strip().rstrip("."), asks, run))
        return run

    return put


def same(what: str, found: object, wanted: object) -> None:
    """Raises Failed where two things differ."""
    if found != wanted:
        raise Failed(f"{what} is {found!r}, not {wanted!r}")


def refused(call: Handler, event: object, error: str) -> None:
    """The handler must raise this error."""
    try:
        answer = call(event)
    except Failed as failed:
        if not str(failed).startswith(error):
            raise
    else:
        raise Failed(f"it answers {answer!r} instead of {error}")


def api(method: str, user: str = "ada", **more: Any) -> dict[str, Any]:
    """An event of API Gateway from a member."""
    return {"httpMethod": method, "requestContext": {"authorizer": {"claims": {"sub": user}}}, **more}


def body_of(answer: Any, status: int) -> Any:
    """The body of an answer that has this status."""
    same("the status", answer["statusCode"], status)
    return json.loads(answer["body"])


def follow(call: Handler, shop: Shop, url: str, **put: Any) -> bytes:
    """Do what a presigned URL allows, as its signer: moto reads no signature out of a URL, so it goes into a header."""
    asked = urlsplit(url)
    signer = parse_qs(asked.query)["X-Amz-Credential"][0].partition("/")[0]
    same("who signed", signer, call.keys["aws_access_key_id"])
    bucket, _, key = unquote(asked.path).lstrip("/").partition("/")
    s3 = Clients(shop.url, call.keys)("s3")
    try:
        if put:
            s3.put_object(Bucket=bucket, Key=key, **put)
            return b""
        return bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    except s3.exceptions.ClientError as error:
        raise Failed(str(error)) from error


# -- catalogue --------------------------------------------------------------------------------------------------------

_PRODUCT = ("dynamodb:GetItem", "${ProductsTable.Arn}")


@case("CatalogueFunction", _PRODUCT)
def one_product(shop: Shop, call: Handler) -> None:
    """One product."""
    name = shop.fresh("bowl")
    shop.table("ProductsTable").put_item(Item={"productId": name, "category": "bowls", "cents": 1200})
    answer = call({"pathParameters": {"productId": name}})
    same("the price", body_of(answer, 200)["cents"], 1200)


@case("CatalogueFunction", _PRODUCT)
def no_product(shop: Shop, call: Handler) -> None:
    """A product that is not there."""
    body_of(call({"pathParameters": {"productId": shop.fresh("none")}}), 404)


@case("CatalogueFunction", ("dynamodb:Query", "${ProductsTable.Arn}/index/by-category"))
def products(shop: Shop, call: Handler) -> None:
    """Products of a category."""
    name, category = shop.fresh("cup"), shop.fresh("cups")
    shop.table("ProductsTable").put_item(Item={"productId": name, "category": category, "cents": 900})
    answer = call({"queryStringParameters": {"category": category}})
    same("the products", [one["productId"] for one in body_of(answer, 200)["products"]], [name])


# -- basket -----------------------------------------------------------------------------------------------------------

_READ_BASKET, _CHANGE_BASKET = (
    ("dynamodb:GetItem", "${BasketsTable.Arn}"),
    ("dynamodb:UpdateItem", "${BasketsTable.Arn}"),
)


@case("BasketFunction", _PRODUCT, _CHANGE_BASKET)
def put_line(shop: Shop, call: Handler) -> None:
    """A line put in."""
    name, user = shop.fresh("vase"), shop.fresh("ada")
    shop.table("ProductsTable").put_item(Item={"productId": name, "category": "vases", "cents": 2500})
    event = api("PUT", user, pathParameters={"productId": name}, body='{"quantity": 2}')
    same("the line", body_of(call(event), 200)["quantity"], 2)
    kept = shop.table("BasketsTable").get_item(Key={"userId": user})["Item"]["lines"]
    same("the basket", {key: int(one["cents"]) for key, one in kept.items()}, {name: 2500})


@case("BasketFunction", _READ_BASKET)
def read_basket(shop: Shop, call: Handler) -> None:
    """A basket read."""
    user = shop.fresh("ada")
    shop.table("BasketsTable").put_item(Item={"userId": user, "lines": {"cup": {"quantity": 3, "cents": 900}}})
    lines = body_of(call(api("GET", user)), 200)
    same("the basket", lines, [{"productId": "cup", "quantity": 3, "cents": 900}])


@case("BasketFunction", _CHANGE_BASKET)
def take_line(shop: Shop, call: Handler) -> None:
    """A line taken out."""
    user = shop.fresh("ada")
    shop.table("BasketsTable").put_item(Item={"userId": user, "lines": {"cup": {"quantity": 3, "cents": 900}}})
    body_of(call(api("DELETE", user, pathParameters={"productId": "cup"})), 204)
    same("the basket", shop.table("BasketsTable").get_item(Key={"userId": user})["Item"]["lines"], {})


@case("BasketFunction")
def too_many(shop: Shop, call: Handler) -> None:
    """More than twenty."""
    body_of(call(api("PUT", pathParameters={"productId": shop.fresh("cup")}, body='{"quantity": 21}')), 400)


# -- orders -----------------------------------------------------------------------------------------------------------

_READ_ORDER = ("dynamodb:GetItem", "${OrdersTable.Arn}")


@case(
    "OrdersFunction",
    _READ_BASKET,
    ("ssm:GetParameter", "arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter${ShippingParameter}"),
    ("dynamodb:PutItem", "${OrdersTable.Arn}"),
    ("sqs:SendMessage", "${OrderQueue.Arn}"),
)
def place_order(shop: Shop, call: Handler) -> None:
    """An order placed."""
    user, queue = shop.fresh("ada"), shop.stack.attribute("OrderQueue")
    shop.table("BasketsTable").put_item(Item={"userId": user, "lines": {"cup": {"quantity": 2, "cents": 900}}})
    order = body_of(call(api("POST", user)), 202)
    same("the price", order["cents"], 2 * 900 + 490)
    same("its owner", shop.table("OrdersTable").get_item(Key={"orderId": order["orderId"]})["Item"]["userId"], user)
    (told,) = shop.admin("sqs").receive_message(QueueUrl=queue).get("Messages", [])
    shop.admin("sqs").delete_message(QueueUrl=queue, ReceiptHandle=told["ReceiptHandle"])
    same("the message", json.loads(told["Body"])["orderId"], order["orderId"])


@case("OrdersFunction", _READ_BASKET)
def place_nothing(shop: Shop, call: Handler) -> None:
    """An order of an empty basket."""
    body_of(call(api("POST", shop.fresh("ada"))), 409)


@case("OrdersFunction", _READ_ORDER, ("s3:GetObject", "${ReceiptsBucket.Arn}/receipts/order.txt"))
def show_order(shop: Shop, call: Handler) -> None:
    """A paid order with its receipt."""
    user, name = shop.fresh("ada"), shop.fresh("order")
    shop.table("OrdersTable").put_item(Item={"orderId": name, "userId": user, "status": "paid", "day": "2026-01-01"})
    bucket = shop.stack.attribute("ReceiptsBucket")
    shop.admin("s3").put_object(Bucket=bucket, Key=f"receipts/{name}.txt", Body=b"paid with thanks")
    order = body_of(call(api("GET", user, pathParameters={"orderId": name})), 200)
    same("the receipt", follow(call, shop, order["receipt"]), b"paid with thanks")


@case("OrdersFunction", _READ_ORDER)
def show_other(shop: Shop, call: Handler) -> None:
    """Somebody else's order."""
    name = shop.fresh("order")
    shop.table("OrdersTable").put_item(Item={"orderId": name, "userId": "eve", "status": "paid", "day": "2026-01-01"})
    body_of(call(api("GET", pathParameters={"orderId": name})), 404)


# -- staff ------------------------------------------------------------------------------------------------------------


@case("AdminFunction", ("dynamodb:UpdateItem", "${ProductsTable.Arn}"))
def edit_product(shop: Shop, call: Handler) -> None:
    """A product edited."""
    name = shop.fresh("bowl")
    shop.table("ProductsTable").put_item(Item={"productId": name, "category": "bowls", "cents": 1200})
    path = "/admin/products/{productId}"
    body_of(call(api("PUT", resource=path, pathParameters={"productId": name}, body='{"cents": 1300}') | _STAFF), 200)
    same("the price", shop.table("ProductsTable").get_item(Key={"productId": name})["Item"]["cents"], 1300)


_STAFF = {"requestContext": {"authorizer": {"claims": {"custom:is_staff": "yes"}}}}


@case("AdminFunction", ("s3:PutObject", "${ImagesBucket.Arn}/originals/bowl.jpg"))
def upload_picture(shop: Shop, call: Handler) -> None:
    """A picture uploaded."""
    name, path = shop.fresh("bowl"), "/admin/products/{productId}/image"
    answer = call(api("POST", resource=path, pathParameters={"productId": name}) | _STAFF)
    follow(call, shop, body_of(answer, 201)["upload"], Body=b"a picture", ContentType="image/jpeg")
    kept = shop.admin("s3").get_object(Bucket=shop.stack.attribute("ImagesBucket"), Key=f"originals/{name}.jpg")
    same("the picture", kept["Body"].read(), b"a picture")


@case("AdminFunction", ("sns:Publish", "${NewsletterStack.Outputs.TopicArn}"))
def send_newsletter(shop: Shop, call: Handler) -> None:
    """The newsletter sent off."""
    topic, sqs = shop.text("${NewsletterStack.Outputs.TopicArn}"), shop.admin("sqs")
    queue = sqs.create_queue(QueueName=shop.fresh("heard"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    shop.admin("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    event = api("POST", resource="/admin/newsletter", body='{"subject": "June", "text": "New bowls"}') | _STAFF
    body_of(call(event), 202)
    (heard,) = sqs.receive_message(QueueUrl=queue).get("Messages", [])
    same("the issue", json.loads(json.loads(heard["Body"])["Message"])["subject"], "June")


@case("AdminFunction")
def not_staff(shop: Shop, call: Handler) -> None:
    """Somebody who is not of the staff."""
    body_of(call(api("POST", shop.fresh("eve"), resource="/admin/newsletter", body="{}")), 403)


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


@case("ChargeFunction", _READ_ORDER, _WRITE_ORDER)
def charge(shop: Shop, call: Handler) -> None:
    """A charge taken."""
    name = _ordered(shop)
    same("the answer", call({"orderId": name}), {"paymentId": f"payment-of-{name}"})
    same("the status", _status(shop, name), "charged")


@case("ChargeFunction", _READ_ORDER)
def charge_refused(shop: Shop, call: Handler) -> None:
    """A charge refused."""
    name = _ordered(shop, "refused")
    refused(call, {"orderId": name}, "PaymentRefused")
    same("the status", _status(shop, name), "placed")


@case("ChargeFunction", _READ_ORDER)
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
