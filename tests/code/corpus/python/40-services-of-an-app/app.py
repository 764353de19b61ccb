"""A service that is built of its parts."""

from service import Service, build


def handler(event, context):
    service = build()
    return service.register(event["mail"])


class Unused(Service):
    def register(self, mail):
        self.users.admin_delete_user(UserPoolId=self.pool, Username=mail)
