"""What the words of tickets are called in the page's language."""

from collections.abc import Mapping
from enum import Enum

from flask_babel import gettext

from app.kernel.terms import Language, Plan, Priority, ProductArea, SupportLevel, TicketType
from app.kernel.wording import N_
from app.sla.commitment import Commitment
from app.tickets.lifecycle import Stage
from app.tickets.vocabulary import Impact, Origin

# A name, and for the cards of the form what it covers.
_NAMES: Mapping[tuple[type[Enum], Enum], str] = {
    (type(word), word): name  # words of two vocabularies may be spelled alike
    for word, name in (
        (TicketType.TECHNICAL, N_("Something isn't working")),
        (TicketType.HOW_TO, N_("I don't know how")),
        (TicketType.BILLING, N_("Payments or plan")),
        (TicketType.ACCOUNT, N_("My account or access")),
        (TicketType.TRAINING, N_("Training")),
        (TicketType.CUSTOMIZATION, N_("Customisation")),
        (TicketType.EMERGENCY, N_("Emergency")),
        (TicketType.SUGGESTION, N_("I have a suggestion")),
        (Priority.LOW, N_("Low")),
        (Priority.MEDIUM, N_("Medium")),
        (Priority.HIGH, N_("High")),
        (Priority.CRITICAL, N_("Critical")),
        (Plan.REGULAR, N_("Regular plan")),
        (Plan.VIP, N_("VIP")),
        (ProductArea.PLATFORM, N_("The whole platform")),
        (ProductArea.SHOP, N_("Shop and catalogue")),
        (ProductArea.PRODUCTS, N_("Products")),
        (ProductArea.INVENTORY, N_("Inventory")),
        (ProductArea.SALES, N_("Sales and orders")),
        (ProductArea.PAYMENTS, N_("Payments of customers")),
        (ProductArea.REPORTS, N_("Reports")),
        (ProductArea.INTEGRATIONS, N_("Integrations")),
        (ProductArea.ACCOUNT, N_("Account and users")),
        (ProductArea.SUBSCRIPTION, N_("Subscription")),
        (ProductArea.SUPPORT, N_("Help and support")),
        (Stage.OPEN, N_("Open")),
        (Stage.IN_PROGRESS, N_("In progress")),
        (Stage.WAITING, N_("Waiting for the customer")),
        (Stage.RESOLVED, N_("Resolved")),
        (Stage.CLOSED, N_("Closed")),
        (SupportLevel.ASSIGNED_AGENT, N_("Assigned agent")),
        (SupportLevel.SENIOR_SPECIALIST, N_("Senior specialist")),
        (SupportLevel.DEVELOPMENT, N_("Development")),
        (SupportLevel.MANAGEMENT, N_("Management")),
        (Commitment.FIRST_RESPONSE, N_("First answer")),
        (Commitment.NEXT_RESPONSE, N_("Next answer")),
        (Commitment.RESOLUTION, N_("Solution")),
        (Impact.CANNOT_WORK, N_("Cannot keep working")),
        (Impact.CUSTOMERS_AFFECTED, N_("Customers affected")),
        (Impact.CANNOT_SELL, N_("Cannot process sales")),
        (Impact.ONLY_A_QUESTION, N_("Only a question")),
        (Origin.PORTAL, N_("Portal")),
        (Origin.EMAIL, N_("E-mail")),
        (Origin.CHAT, N_("Chat")),
        (Origin.WHATSAPP, N_("WhatsApp")),
        (Language.ES, "Español"),
        (Language.EN, "English"),
    )
}
_COVERS: Mapping[TicketType, str] = {
    TicketType.TECHNICAL: N_("Errors, slowness, synchronisation"),
    TicketType.HOW_TO: N_("Using a feature, reading a report"),
    TicketType.BILLING: N_("Plans, invoices, refunds"),
    TicketType.ACCOUNT: N_("Personal data, security"),
    TicketType.TRAINING: N_("A session for you and your team"),
    TicketType.CUSTOMIZATION: N_("TuQR fitted to your business"),
    TicketType.EMERGENCY: N_("System down or data lost"),
    TicketType.SUGGESTION: N_("Ideas and improvements"),
}


def name_of(word: Enum | None) -> str:
    """Return what a word of the domain is called; empty for none."""
    return "" if word is None else gettext(_NAMES[type(word), word])


def covers(ticket_type: TicketType) -> str:
    """Return in a few words what a type is for."""
    return gettext(_COVERS[ticket_type])
