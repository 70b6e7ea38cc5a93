"""What we write to people: text, HTML and calendar parts, and how they leave."""
