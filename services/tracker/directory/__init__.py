"""The directory of agencies in memory: names as people write them → agencies, groups → their members. Pure."""
