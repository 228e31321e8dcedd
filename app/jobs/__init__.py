"""What happens by itself: the timetable, and events handed to whoever listens."""
