"""What leaves by itself: the delivery loop and the hands that it works with."""
