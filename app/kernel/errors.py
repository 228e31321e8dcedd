"""The ways a request can be refused by the domain."""


class DomainError(Exception):
    """Base of every refusal; ``message`` is an English message id for the reader."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class RuleBroken(DomainError):
    """A rule of the domain says no (shown on the field or the page, 422)."""


class NotAllowed(DomainError):
    """The person may see the object but not do this to it (403)."""


class NotFound(DomainError):
    """There is no such object, or it is none of the person's business (404)."""


class Conflict(DomainError):
    """Somebody else changed it first (409)."""


class NotReady(DomainError):
    """What is asked for is being prepared; try again soon (503)."""
