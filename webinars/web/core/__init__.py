"""What every page rests on: sessions, forms, CSRF, headers, errors, permissions, rate limits."""
