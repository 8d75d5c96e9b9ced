"""What Klankbord does for somebody, one verb a file."""
