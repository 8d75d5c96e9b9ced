"""What Klankbord does for somebody, one verb a file; each room has its own folder."""
