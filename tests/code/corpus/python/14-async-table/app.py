"""Takes a lock, works, and gives it back."""

import asyncio

import aioboto3
from botocore.exceptions import ClientError


class Lock:
    name = "locks"

    def __init__(self, table, owner):
        self.table = table
        self.owner = owner

    async def take(self):
        await self.table.put_item(
            Item={"id": "job", "owner": self.owner}, ConditionExpression="attribute_not_exists(id)"
        )

    async def give(self):
        await self.table.delete_item(Key={"id": "job"})

    async def steal(self):
        await self.table.update_item(Key={"id": "job"})


async def work(owner):
    async with aioboto3.Session().resource("dynamodb") as dynamodb:
        lock = Lock(await dynamodb.Table(Lock.name), owner)
        try:
            await lock.take()
        except ClientError:
            return False
        try:
            await asyncio.sleep(1)
        finally:
            await lock.give()
    return True


def handler(event, context):
    return asyncio.get_event_loop().run_until_complete(work(context.aws_request_id))
