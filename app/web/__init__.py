"""Plumbing of every page: access, errors, security headers, languages, assets. No feature words."""
