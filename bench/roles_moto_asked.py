"""Scripted requests for the handlers of the sample shop that people ask over its API.

Each says which actions it asks for, on what: told from the handlers' code by a person, not by Ennead.
"""

from __future__ import annotations

import json

from bench.roles_moto_case import READ_ORDER, Case, api, body_of, follow, listed, same
from bench.roles_moto_shop import Handler, Shop

CASES: list[Case] = []
case = listed(CASES)


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


@case("OrdersFunction", READ_ORDER, ("s3:GetObject", "${ReceiptsBucket.Arn}/receipts/order.txt"))
def show_order(shop: Shop, call: Handler) -> None:
    """A paid order with its receipt."""
    user, name = shop.fresh("ada"), shop.fresh("order")
    shop.table("OrdersTable").put_item(Item={"orderId": name, "userId": user, "status": "paid", "day": "2026-01-01"})
    bucket = shop.stack.attribute("ReceiptsBucket")
    shop.admin("s3").put_object(Bucket=bucket, Key=f"receipts/{name}.txt", Body=b"paid with thanks")
    order = body_of(call(api("GET", user, pathParameters={"orderId": name})), 200)
    same("the receipt", follow(call, shop, order["receipt"]), b"paid with thanks")


@case("OrdersFunction", READ_ORDER)
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
