"""What agents say, closing a ticket, of the articles that did not help."""
