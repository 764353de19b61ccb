"""Looks up a product or a vendor."""

from repositories import Products, Vendors


def handler(event, context):
    products = Products()
    item = products.find(event["product"])
    if item:
        Vendors("vendors-live").save({"id": item["vendor"], "seen": True})
    return item
