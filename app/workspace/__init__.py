"""Pages of the people who run the help centre."""
