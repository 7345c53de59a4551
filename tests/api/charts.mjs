// Charts in a real browser: as documents, at 360 and 1200 pixels, and as a part of a page.
//
//     node tests/api/charts.mjs http://localhost:9000 /usr/bin/chromium /players/Basalt-1013/chart.svg [folder]
//
// Where a folder is named, what was seen is saved there.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [origin, executablePath, chart, folder] = process.argv.slice(2);
const args = ["--disable-gpu", "--disable-quic", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath, args, chromiumSandbox: false });
const stats = ["rank", "winrate", "time_played", "kda"];
const queries = stats.map((stat) => `?stat=${stat}`).concat("?hero=ana&stat=winrate", "?since=253402300799");

try {
  for (const width of [360, 1200]) {
    const page = await browser.newPage({ viewport: { width, height: (width * 2) / 3 } });
    for (const theme of ["light", "dark"]) {
      for (const query of queries) await check(page, `${chart}${query}&theme=${theme}`, width);
    }
    await page.close();
  }
} finally {
  await browser.close();
}
console.log("charts: inside, apart, and told to those who listen");

async function check(page, path, width) {
  const problems = [];
  const note = (event) => problems.push(event.url?.() ?? event.text?.() ?? event.message);
  page.on("request", note).on("console", note).on("pageerror", note);
  await page.goto(origin + path);
  assert.deepEqual(problems, [origin + path], "nothing else is asked for, and no policy is broken");
  page.removeAllListeners();
  if (folder) {
    const name = path.replace(/^.*\?/, "").replaceAll(/[&=]/g, "-");
    await page.screenshot({ path: `${folder}/${name}-${width}.png` });
  }
  const texts = await page.evaluate(() => {
    const box = (text) => [text.textContent, text.getBoundingClientRect().toJSON()];
    return [...document.querySelectorAll("text")].map(box);
  });
  const height = (width * 2) / 3;
  for (const [text, { left, top, right, bottom }] of texts) {
    assert.ok(left >= 0 && top >= 0 && right <= width && bottom <= height, `${path}: ${text}`);
  }
  for (const [index, [text, box]] of texts.entries()) {
    for (const [other, second] of texts.slice(index + 1)) {
      const apart =
        box.right <= second.left || second.right <= box.left ||
        // Lines of text have room above and below their letters.
        box.bottom <= second.top + box.height / 4 || second.bottom <= box.top + box.height / 4;
      assert.ok(apart, `${path}: ${text} lies on ${other}`);
    }
  }
  await checkTree(page, path);
}

// What a screen reader is told: one picture with a name and a description, and none of its parts.
async function checkTree(page, path) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const told = nodes.filter((node) => !node.ignored).map((node) => [node.role.value, node.name?.value]);
  const pictures = nodes.filter((node) => !node.ignored && /image|img/i.test(node.role.value));
  assert.equal(pictures.length, 1, `${path}: ${JSON.stringify(told)}`);
  assert.match(pictures[0].name.value, /: (ranks|win rate|time played|KDA)/);
  assert.ok(pictures[0].description.value.length > 20, path);
  assert.ok(!nodes.some((node) => !node.ignored && node.role.value === "StaticText"), path);
}
