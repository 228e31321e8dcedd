"""The ways a notification reaches a person."""
