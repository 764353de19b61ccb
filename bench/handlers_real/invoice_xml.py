"""Invoices in XML: read, checked, and told as JSON and as XML again."""

import xml.etree.ElementTree as Tree
from xml.sax.saxutils import escape, quoteattr


def handler(event, context):
    root = Tree.fromstring(event["xml"])
    lines = [{"title": line.findtext("title"), "amount": float(line.findtext("amount"))} for line in root.iter("line")]
    total = round(sum(line["amount"] for line in lines), 2)
    buyer = root.findtext("buyer") or ""
    paid = f"<paid by={quoteattr(buyer)} total='{total}'>{escape(root.findtext('note') or '')}</paid>"
    Tree.fromstring(paid)
    return {"buyer": buyer, "lines": lines, "total": total, "xml": paid}
