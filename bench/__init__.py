"""What the product costs, measured beside the least that the same work can cost: make bench."""
