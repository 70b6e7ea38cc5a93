"""What registrants do themselves: change details, verify an address, join, ask for links."""
