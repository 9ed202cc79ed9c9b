"""What a body means: one adapter a source, made of a preset (data) and the source's own mapping lines."""
