"""Makes the folder that IT carries to machines without internet: Python, wheels, batch files."""
