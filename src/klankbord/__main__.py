"""`python -m klankbord` is `klankbord`."""

from klankbord.cli.main import run

if __name__ == "__main__":
    run()
