"""Feedback on articles: complaints gathered into items, from new to done by a commit."""
