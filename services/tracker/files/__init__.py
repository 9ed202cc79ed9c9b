"""Files of documents → their text: plain text here, Word and PDF in a process of their own with limits.

A file is a stranger's work: whatever it holds, the worst it may do is to be refused with a reason (`unreadable`).
"""
