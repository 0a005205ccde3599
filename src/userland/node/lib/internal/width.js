/** Columns that a text takes on a terminal: East Asian wide characters take two, combining ones none. */
function getStringWidth(text) {
  let width = 0
  for (const char of String(text)
    .replace(/\x1b\[[0-9;]*[A-Za-z]/g, '')
    .normalize('NFC')) {
    const code = char.codePointAt(0)
    if (
      code < 32 ||
      (code >= 0x7f && code < 0xa0) ||
      (code >= 0x300 && code <= 0x36f) ||
      code === 0x200d ||
      (code >= 0xfe00 && code <= 0xfe0f)
    )
      continue
    width +=
      (code >= 0x1100 && code <= 0x115f) ||
      (code >= 0x2e80 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) ||
      (code >= 0xffe0 && code <= 0xffe6) ||
      (code >= 0x1f300 && code <= 0x1faff) ||
      (code >= 0x20000 && code <= 0x3fffd)
        ? 2
        : 1
  }
  return width
}
module.exports = { getStringWidth }
