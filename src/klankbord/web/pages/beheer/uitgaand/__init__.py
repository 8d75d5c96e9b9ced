"""Where Klankbord may go over the network, and everybody's rules for what goes out."""
