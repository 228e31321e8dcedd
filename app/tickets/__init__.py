"""Tickets: from a draft to a closed case, with everything said and done on the way."""
