"""The real servers that the tests need: PostgreSQL and a Kafka broker, started and stopped by the project itself."""
