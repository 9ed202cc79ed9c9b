"""`dondoc demo`: four document systems push, time runs fast, tasks and reminders appear within seconds."""
