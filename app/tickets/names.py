"""How people are called on pages of tickets."""

from markupsafe import Markup

from app.tickets.vocabulary import Side
from app.web.plain_text import isolated


def short_name(name: str) -> str:
    """Return what people call somebody: Juan, not Juan Pérez."""
    return name.split(" ", 1)[0]


def initials_of(name: str) -> str:
    """Return the letters that stand for somebody."""
    return "".join(word[0] for word in name.split()[:2]).upper()


def called_by(side: Side, name: str) -> Markup:
    """Return how ``side`` calls somebody: to a requester people go by their first names."""
    return isolated(short_name(name) if side is Side.REQUESTER else name)
