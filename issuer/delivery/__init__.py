"""Handing over: messages in an outbox, each with a personal link, and who sends them."""
