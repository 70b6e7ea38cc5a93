"""What every page rests on: sessions, forms, CSRF, headers, errors, policies, rate limits."""
