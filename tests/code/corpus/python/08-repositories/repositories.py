"""Tables as objects."""

import logging

import boto3

log = logging.getLogger()


class Repository:
    key = "id"

    def __init__(self, name):
        self.name = name
        self.table = boto3.resource("dynamodb").Table(name)

    def find(self, value):
        return self.table.get_item(Key={self.key: value}).get("Item")

    def save(self, item):
        self.table.put_item(Item=item)

    def remove(self, value):
        self.table.delete_item(Key={self.key: value})


class Products(Repository):
    key = "sku"

    def __init__(self):
        super().__init__("products-live")

    def find(self, value):
        log.info("product %s", value)
        return super().find(value)

    def save(self, item):
        raise NotImplementedError


class Vendors(Repository):
    def save(self, item):
        item["kind"] = "vendor"
        super().save(item)
