"""What people are notified of: changes of an event, reminders, and the daily digest."""
