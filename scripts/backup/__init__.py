"""Daily encrypted dumps in an immutable container: `dump` says what one consists of, `restore` brings one back."""
