"""Makes public/fonts/naru-mono-latin-{400,700}.woff2 from D2Coding (npm package d2coding, OFL 1.1).

The package's own subset lacks ] { } and the box-drawing characters that a terminal needs at once, and its full font is 1.5 MB.
The result is a modified version, so it does not carry the reserved font name.
Run: pip install fonttools brotli && python3 scripts/fonts/mono-latin.py
"""

from fontTools import subset
from fontTools.ttLib import TTFont

UNICODES = "U+0020-007E,U+00A0-00FF,U+2010-2027,U+2030-203A,U+20A9,U+20AC,U+2190-2193,U+21B5,U+2200-22FF,U+2500-259F,U+25A0-25FF,U+2713-2718"

for weight, name in ((400, "d2coding-full"), (700, "d2coding-bold-full")):
    options = subset.Options(flavor="woff2", layout_features=["*"], notdef_outline=True, name_IDs=["*"])
    font = TTFont(f"node_modules/d2coding/fonts/{name}.ttf")
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(UNICODES))
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16, 18, 20, 21):
            record.string = "NaruMonoLatin" if record.nameID == 6 else "Naru Mono Latin"
    font.flavor = "woff2"
    font.save(f"public/fonts/naru-mono-latin-{weight}.woff2")
