"""What is promised, and when there is time, by HTTP for other programs."""
