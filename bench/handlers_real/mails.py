"""Mails from templates: the message of a topic is put into text and HTML by jinja2."""

import json
import os
from email.message import EmailMessage
from email.utils import formataddr

from jinja2 import Environment, FileSystemLoader, Template, select_autoescape

TEMPLATES = os.path.join(os.environ["LAMBDA_TASK_ROOT"], "templates")
environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(["html"]), cache_size=0)


def mail(order):
    message = EmailMessage()
    message["Subject"] = Template("Your order {{ id }}: {{ subject }}").render(order)
    message["From"] = "shop@shop.example"
    message["To"] = formataddr((order["name"], order["email"]))
    message.set_content(environment.get_template("order.txt").render(order=order))
    page = environment.get_template(order.get("template", "order") + ".html").render(order=order)
    message.add_alternative(page, subtype="html")
    message.set_boundary("=====shop=====")
    return message.as_string()


def handler(event, context):
    return [mail(json.loads(record["Sns"]["Message"])) for record in event["Records"]]
