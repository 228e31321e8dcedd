"""What surveys do when a ticket moves."""

from app.satisfaction.invitations import invite
from app.satisfaction.resolutions import ENDING
from app.tickets.events import TicketMoved


def on_ticket_moved(event: TicketMoved) -> None:
    """Invite the requester when the ticket was solved or closed; told twice, they are invited once."""
    if event.move in ENDING:
        invite(event.ticket_id)
