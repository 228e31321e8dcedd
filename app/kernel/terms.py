"""The words of the domain that more than one room uses."""

from enum import IntEnum, StrEnum


class Language(StrEnum):
    """Languages the portal speaks; the first is the default (product 2)."""

    ES = "es"
    EN = "en"

    @property
    def other(self) -> "Language":
        """Return the language to fall back to."""
        return Language.EN if self is Language.ES else Language.ES


class Audience(StrEnum):
    """Who may read an article (product 1, ``audience``)."""

    EVERYONE = "everyone"
    VIP = "vip"
    STAFF = "staff"


class Plan(StrEnum):
    """What a requester pays for; a plan is not a role."""

    REGULAR = "regular"
    VIP = "vip"


class Role(StrEnum):
    """What a person does here (product 13)."""

    REQUESTER = "requester"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class ProductArea(StrEnum):
    """The part of TuQR an article or a ticket is about (the source's "módulo afectado")."""

    PLATFORM = "platform"
    SHOP = "shop"
    PRODUCTS = "products"
    INVENTORY = "inventory"
    SALES = "sales"
    PAYMENTS = "payments"
    REPORTS = "reports"
    INTEGRATIONS = "integrations"
    ACCOUNT = "account"
    SUBSCRIPTION = "subscription"
    SUPPORT = "support"


class Priority(StrEnum):
    """How much a ticket hurts, from least to most (product 5)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Return 0 for the lowest; words themselves have no order."""
        return list(Priority).index(self)


class TicketType(StrEnum):
    """What a ticket is about; also what an agent is good at (product 5)."""

    TECHNICAL = "technical"
    HOW_TO = "how_to"
    BILLING = "billing"
    ACCOUNT = "account"
    TRAINING = "training"
    CUSTOMIZATION = "customization"
    EMERGENCY = "emergency"
    SUGGESTION = "suggestion"

    @property
    def needs_vip(self) -> bool:
        """Say whether only the VIP plan includes it."""
        return self in {TicketType.TRAINING, TicketType.CUSTOMIZATION}


class SupportLevel(IntEnum):
    """Who a ticket has come up to (product 7)."""

    ASSIGNED_AGENT = 1
    SENIOR_SPECIALIST = 2
    DEVELOPMENT = 3
    MANAGEMENT = 4
