"""One module per verb, used by the app and the command line alike."""
