"""What requesters say about the help they got."""
