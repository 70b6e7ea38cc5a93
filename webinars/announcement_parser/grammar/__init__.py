"""Grammar of dates, times, time zones and locations: text to tokens, tokens to items."""
