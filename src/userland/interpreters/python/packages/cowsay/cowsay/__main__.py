import argparse

from cowsay import char_names, get_output_string


def cli():
    parser = argparse.ArgumentParser(prog='cowsay')
    parser.add_argument('-t', '--text', required=True)
    parser.add_argument('-c', '--character', choices=char_names, default='cow')
    args = parser.parse_args()
    print(get_output_string(args.character, args.text))


if __name__ == '__main__':
    cli()
