// What a rendered page shows, for tests to judge.

// Every text of a chart with its height in pixels on the screen.
const chartTexts = () =>
  Array.from(document.querySelectorAll(".drawing text"), (text) => [
    text.textContent,
    parseFloat(getComputedStyle(text).fontSize) * Math.hypot(text.getScreenCTM().a, text.getScreenCTM().b),
  ]);

// Theme colours that chart marks name, with what the browser makes of them.
const chartColours = () => {
  const found = new Map();
  for (const mark of document.querySelectorAll(".drawing svg *")) {
    for (const paint of ["fill", "stroke"]) {
      const name = /^var\(--(\w+)\)$/.exec(mark.getAttribute(paint) || "");
      if (!name || mark.closest("defs")) continue;
      const colour = getComputedStyle(mark)[paint];
      found.set(name[1] + colour, [name[1], colour]);
    }
  }
  return Array.from(found.values());
};

const luminance = (colour) => {
  const [red, green, blue] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const ground = (element) => {
  for (let one = element; one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (colour !== "rgba(0, 0, 0, 0)") return colour;
  }
  return "rgb(255, 255, 255)";
};

// Every visible element with text of its own, and the contrast of that text to what lies behind.
const contrasts = () =>
  Array.from(document.querySelectorAll("body *"))
    .filter((one) => !one.closest("svg, script, style") && one.checkVisibility())
    .filter((one) => Array.from(one.childNodes).some((node) => node.nodeType === 3 && node.data.trim()))
    .map((one) => {
      const pair = [getComputedStyle(one).color, ground(one)].map(luminance).sort((a, b) => b - a);
      return [one.textContent.trim().slice(0, 40), (pair[0] + 0.05) / (pair[1] + 0.05)];
    });
