"""Which articles may be out of date, and who is reminded."""
