"""Texts: subjects and letters in good official Vietnamese, and in English."""
