"""A language model as second reader of announcements: it proposes, the parser verifies, organisers decide."""
