"""What the maps draw with: outlines of shapes, and sorts of lines with their words."""

from __future__ import annotations

SORTS = {
    "entry": "reaches or starts",
    "use": "uses",
    "grant": "a role names it",
    "reference": "a variable names it",
    "wildcard": "a role's wildcard hits it",
}


def outline(shape: str, width: int) -> str:
    """The path of a shape that wide and HEIGHT high."""
    w, half = width, width / 2
    bars = f"M0 0H{w}V42H0Z"
    return {
        "function": f"M6 0H{w - 6}A6 6 0 0 1 {w} 6V36A6 6 0 0 1 {w - 6} 42H6A6 6 0 0 1 0 36V6A6 6 0 0 1 6 0Z",
        "entry": f"M21 0H{w - 21}A21 21 0 0 1 {w - 21} 42H21A21 21 0 0 1 21 0Z",
        "outside": f"M{half} 0A{half} 21 0 0 1 {half} 42A{half} 21 0 0 1 {half} 0Z",
        "guard": f"M9 0H{w - 9}L{w} 9V33L{w - 9} 42H9L0 33V9Z",
        "clock": f"M21 0H{w}V42H21A21 21 0 0 1 21 0Z",
        "message": f"M12 0H{w - 12}L{w} 21L{w - 12} 42H12L0 21Z",
        "machine": f"{bars}M6 0V42M{w - 6} 0V42",
        "queue": f"{bars}M{w - 15} 0V42M{w - 8} 0V42",
        "bucket": f"M0 0H{w}L{w - 10} 42H10Z",
        "store": f"M0 5A{half} 5 0 0 1 {w} 5V37A{half} 5 0 0 1 0 37ZM0 5A{half} 5 0 0 0 {w} 5",
    }.get(shape, bars)
