"""The words of the domain that more than one room uses."""

from enum import StrEnum


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
