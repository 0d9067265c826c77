"""What holds the project to its word: tests mirror the packages, with oracle, kit and mutants beside."""
