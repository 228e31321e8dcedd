"""Suggestions while somebody writes a ticket, and what came of them."""
