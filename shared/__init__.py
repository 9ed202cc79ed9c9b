"""What two services need and none owns: time, database, log, events, configuration, web manners."""
