"""What was typed into a form that could not be taken, so that another press sends it again."""

from dataclasses import dataclass

from flask import request

_WITH_PASSWORDS = frozenset({"security", "account"})
_RENEWED = frozenset({"csrf_token"})


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields as they were sent, and the names of those in which files have to be chosen again."""

    fields: tuple[tuple[str, str], ...] = ()
    file_fields: tuple[str, ...] = ()


def typed() -> Typed:
    """Return what the present request sent; nothing where there are passwords."""
    if request.method != "POST" or request.blueprint in _WITH_PASSWORDS:
        return Typed()
    return Typed(
        tuple((name, value) for name, value in request.form.items(multi=True) if name not in _RENEWED),
        tuple(name for name, file in request.files.items() if file.filename),
    )
