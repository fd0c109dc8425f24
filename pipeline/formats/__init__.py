"""The export formats: each reads its platform's export into `Tables` and writes it back."""
