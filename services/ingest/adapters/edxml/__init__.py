"""edXML (QCVN 102:2016): documents, updates, recalls, replacements and status messages of the national exchange."""
