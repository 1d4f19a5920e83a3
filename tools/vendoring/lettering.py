"""Makes the letters that pictures in documents are written with: app/data/lettering.npz, from our own font file.

Chromium draws each letter of the font once, at 32 pixels and in two weights; the stamps lie side by side in one strip.
Run it after `inter_subset.py` has changed the font:

    python -m tools.vendoring.lettering
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from app.actions.exporting.pictures.lettering import LINE

TOP = Path(__file__).resolve().parents[2]
FONT, OUT = TOP / "app/static/fonts/inter.woff2", TOP / "app/data/lettering.npz"
SIZE, MARGIN = 32, 4
LETTERS = [
    *range(0x20, 0x7F),
    *(code for code in range(0xA0, 0x180) if code not in (0xAD, 0x149)),
    *range(0x1E80, 0x1E86), 0x1EF2, 0x1EF3, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x20AC,
    0x2191, 0x2193, 0x2212,
]  # fmt: skip
"""Letters that the font has, as `inter_subset.py` lists them."""
WEIGHTS = {"regular": 450, "bold": 650}
_DRAW = """async ([font, codes, weight, size, line, margin]) => {
  const face = new FontFace("Inter", `url(data:font/woff2;base64,${font})`, {weight: "400 700"});
  document.fonts.add(await face.load());
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", {willReadFrequently: true});
  const style = `${weight} ${size}px Inter`;
  pen.font = style;
  const letters = codes.map((code) => {
    const advance = code ? pen.measureText(String.fromCodePoint(code)).width : size * 0.6;
    return {code, advance, width: Math.ceil(advance) + 2 * margin};
  });
  canvas.width = letters.reduce((sum, letter) => sum + letter.width, 0);
  canvas.height = line;
  pen.font = style;
  pen.textBaseline = "alphabetic";
  let left = 0;
  for (const letter of letters) {
    if (letter.code) pen.fillText(String.fromCodePoint(letter.code), left + margin, Math.round(line * 0.74));
    else pen.strokeRect(left + margin + 2.5, line * 0.24, letter.advance - 5, size * 0.7);
    left += letter.width;
  }
  const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  let ink = "";
  for (let n = 3; n < data.length; n += 4) ink += String.fromCharCode(data[n]);
  const [advance, widths] = [letters.map((letter) => letter.advance), letters.map((letter) => letter.width)];
  return {ink: btoa(ink), width: canvas.width, advance, widths};
}"""


def main() -> None:
    codes = [0, *LETTERS]
    font = base64.b64encode(FONT.read_bytes()).decode()
    sheet: dict[str, Any] = {"codes": np.array(codes, dtype=np.int32), "margin": np.array(MARGIN)}
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        for name, weight in WEIGHTS.items():
            drawn = page.evaluate(_DRAW, [font, codes, weight, SIZE, LINE, MARGIN])
            ink = np.frombuffer(base64.b64decode(drawn["ink"]), dtype=np.uint8).reshape(LINE, drawn["width"])
            sheet[f"{name}_ink"] = ink
            sheet[f"{name}_left"] = np.cumsum([0, *drawn["widths"]]).astype(np.int32)
            sheet[f"{name}_advance"] = np.array(drawn["advance"], dtype=np.float32)
        browser.close()
    np.savez_compressed(OUT, **sheet)
    print(f"{OUT.name}: {OUT.stat().st_size} bytes, {len(codes)} letters in {len(WEIGHTS)} weights")


if __name__ == "__main__":
    main()
