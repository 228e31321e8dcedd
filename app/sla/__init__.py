"""Promises as arithmetic: calendars, policy and clocks, all pure and told the time; knows no ticket."""
