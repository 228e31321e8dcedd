"""Articles drafted from solved tickets, without anything that tells whose they were."""
