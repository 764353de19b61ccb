"""Scripted visits to the shop DVSA that mean no harm, made from a seed; each step is a call and its answer."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

from bench.benign_texts import Texts
from bench.dvsa_world import World

ITEMS = [str(number) for number in range(1001, 1022)]
EVERY_ORDERS_LEFT = 20
"""Visits after which the orders are put away: the shop reads its whole table for a list of orders."""
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_DAY = {"year": "2026", "month": "01", "day": "01"}


class Visit:
    """One visit: calls are made one after another, as what was said before decides on them."""

    def __init__(self, world: World, seed: int, number: int) -> None:
        self.world, self.number = world, number
        self.texts = Texts(f"{seed}/visit/{number}")
        self.user = str(uuid.UUID(int=self.texts.random.getrandbits(128), version=4))
        self.steps: list[tuple[str, str, bytes]] = []

    def call(self, name: str, event: Any) -> Any:
        """A call; its answer is kept, and read where it is JSON."""
        answer = self.world.call(name, event)
        self.steps.append((name, answer.outcome, answer.body))
        return answer.json() if answer.outcome == "ok" and answer.body else None

    def play(self) -> list[tuple[str, str, bytes]]:
        """The whole visit."""
        if self.number % EVERY_ORDERS_LEFT == 0:
            self.world.empty_orders()
        self._account()
        order = self._order()
        if self.texts.often(0.8):
            self._pay(order)
        else:
            self.call("DVSA-ORDER-CANCEL", {"user": self.user, "orderId": order})
        self.call("DVSA-ORDER-ORDERS", {"user": self.user})
        self.call("DVSA-ORDER-COMPLETE", {"orderId": order})
        if self.texts.often(0.3):
            self._feedback()
        if self.number % 10 == 0:
            self._night()
        return self.steps

    def _account(self) -> None:
        t = self.texts
        if self.number % 4 == 0:
            attributes = {
                "cognito:email_alias": t.email(),
                "phone_number": "+4922112345",
                "cognito:user_status": "CONFIRMED",
            }
            event = {
                "userName": self.user,
                "triggerSource": "PostConfirmation_ConfirmSignUp",
                "request": {"userAttributes": attributes},
            }
            self.call("DVSA-USER-CREATE", event)
            self.call("DVSA-USER-INBOX", {"action": "inbox", "user": self.user})
        profile = {
            "name": t.name(),
            "address": t.line(),
            "phone": t.number(),
            "avatar": t.one_of("", "https://i.example/a.png"),
        }
        self.call("DVSA-USER-PROFILE", {"user": self.user, "profile": profile})
        self.call("DVSA-USER-ACCOUNT", {"user": self.user})

    def _order(self) -> str:
        t = self.texts
        items = {t.random.choice(ITEMS): t.whole(1, 3) for _ in range(t.whole(1, 3))}
        made = self.call("DVSA-ORDER-NEW", {"user": self.user, "cartId": t.plain(), "items": items})
        order = str((made or {}).get("order-id", "none"))
        if t.often(0.5):
            items = {**items, t.random.choice(ITEMS): 1}
            self.call("DVSA-ORDER-UPDATE", {"user": self.user, "orderId": order, "items": items})
        cart: Any = [{"itemId": name, "quantity": count} for name, count in items.items()]
        if t.often(0.3):
            cart = {str(number): one for number, one in enumerate(cart)}
        self.call("DVSA-GET-CART-TOTAL", request("/total", cart))
        asked = order if t.often(0.9) else t.plain()
        self.call("DVSA-ORDER-GET", {"user": self.user, "orderId": asked, "isAdmin": False})
        return order

    def _pay(self, order: str) -> None:
        t = self.texts
        shipping = {"name": t.name(), "address": _address(t.line()), "email": t.email(), "phone": "+4922112345"}
        self.call("DVSA-ORDER-SHIPPING", {"user": self.user, "orderId": order, "shipping": shipping})
        card = t.one_of("4111111111111111", "4111111111111112")
        billing = {"ccn": card, "exp": t.one_of("11/30", "01/20"), "cvv": t.one_of("123", "12")}
        self.call("DVSA-ORDER-BILLING", {"user": self.user, "orderId": order, "billing": billing})
        for key in self.world.keys("receipts"):
            if key.endswith(".raw") and order in key:
                self.call("DVSA-SEND-RECEIPT-EMAIL", stored(self.world.bucket("receipts"), key))
        self.call("DVSA-ORDER-GET", {"user": self.user, "orderId": order})

    def _feedback(self) -> None:
        t = self.texts
        file = t.one_of("photo.jpg", "Müller-Rechnung.pdf", "report_2026-01.txt", "screen.shot.png", t.plain() + ".gif")
        self.call("DVSA-FEEDBACK-UPLOADS", {"user": self.user, "file": file})
        self.call("DVSA-FEEDBACK-UPLOADS", stored(self.world.bucket("feedback"), f"{uuid.UUID(int=1)}_{file}"))
        self.call("DVSA-USER-INBOX", {"action": "get", "user": self.user, "msgId": "1", "type": "text"})

    def _night(self) -> None:
        for name in ("DVSA-CRON-ORDER-CLEANER", "DVSA-CRON-PROCESSOR", "DVSA-CRON-JOB-UPDATE"):
            if name in self.world.functions:
                self.call(name, {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}})
        self.call("DVSA-ADMIN-GET-ORDERS", {"userId": self.user})
        self.call("DVSA-ADMIN-GET-RECEIPT", dict(_DAY))
        item = {
            "userId": self.user,
            "status": 120,
            "itemList": {"1001": 1},
            "address": self.texts.line(),
            "token": "x",
            "total": 12,
        }
        self.call("DVSA-ADMIN-UPDATE-ORDERS", administer(self.user, "add", "", item))


def _address(line: str) -> str:
    """A line without tags: the shop puts an address into its mail as it comes, so tags in it are an exploit there."""
    return _TAG.sub("", line)


def administer(user: str, action: str, order: str, item: Any) -> dict[str, Any]:
    """An event for the function of administrators, with a token that nobody signed."""
    token = base64.b64encode(json.dumps({"username": user}).encode()).decode()
    return {"headers": {"authorization": f"x.{token}.x"}, "body": {"action": action, "order-id": order, "item": item}}


def request(path: str, body: Any) -> dict[str, Any]:
    """An event of the shop's API."""
    event = {"httpMethod": "POST", "path": path, "headers": {"content-type": "application/json"}}
    return {**event, "body": json.dumps(body), "requestContext": {"stage": "dvsa"}, "isBase64Encoded": False}


def stored(bucket: str, key: str) -> dict[str, Any]:
    """The event of an object that was put into a bucket."""
    s3 = {"bucket": {"name": bucket}, "object": {"key": key, "size": 1}}
    return {
        "Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "awsRegion": "us-east-1", "s3": s3}]
    }


def play(world: World, seed: int, count: int) -> Iterator[list[tuple[str, str, bytes]]]:
    """So many visits."""
    for number in range(count):
        yield Visit(world, seed, number).play()
