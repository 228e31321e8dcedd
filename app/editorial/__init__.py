"""What editors learn from use: queries replayed, words proposed, articles that cannot be found."""
