// The pages in a real browser, wide and narrow, light and dark.
//
//     node tests/api/pages.mjs http://localhost:9000 /usr/bin/chromium Basalt-1013

import assert from "node:assert/strict";
import axe from "axe-core";
import { chromium } from "playwright-core";

const [origin, executablePath, player] = process.argv.slice(2);
const example = `/players/${player}/summary`;
// Somebody who plays, hides, is new, and is nobody; who was found, and who was not; and a wrong address.
const paths = [
  "/", "/docs", "/p", "/p?name=Twin", "/p?name=Nobody",
  `/p/${player}`, "/p/Secret-1001", "/p/Aurora-1011", "/p/Nobody-404404", `/p/${player}?platform=xbox`,
];
const args = ["--disable-gpu", "--disable-quic", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath, args, chromiumSandbox: false });

try {
  for (const viewport of [{ width: 1280, height: 900 }, { width: 360, height: 740 }]) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ viewport, colorScheme, bypassCSP: true });
      await check(await context.newPage());
      await context.close();
    }
  }
  const context = await browser.newContext();
  await runExamples(await context.newPage());
  const plain = await browser.newContext({ javaScriptEnabled: false });
  await lookUp(await plain.newPage());
} finally {
  await browser.close();
}
console.log("pages: rendered, run, and accessible");

// The policy is bypassed here alone: axe is a script that the pages do not bring.
async function check(page) {
  for (const path of paths) {
    const watched = watch(page);
    await page.goto(origin + path);
    const surplus = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(surplus <= 0, `${path} is ${surplus} pixels wider than the window`);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), [], path);
    watched.assertQuiet();
  }
}

// By keyboard alone, without a script.
async function lookUp(page) {
  const watched = watch(page);
  await page.goto(origin);
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(":focus").innerText(), "Skip to the content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(":focus").getAttribute("name"), "name");
  const outline = await page.locator(":focus").evaluate((field) => getComputedStyle(field).outlineStyle);
  assert.equal(outline, "solid", "one sees what has the focus");
  await page.keyboard.type(player.replace("-", "#"));
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/p/${player}`);
  await page.locator("th a", { hasText: "Hero" }).focus();
  await page.keyboard.press("Enter");
  await page.locator("th[aria-sort=ascending]", { hasText: "Hero" }).waitFor();
  watched.assertQuiet();
}

async function runExamples(page) {
  const watched = watch(page);
  await page.goto(origin);
  await page.locator("a[data-example]").first().click();
  await page.locator("#status", { hasText: /^\d{3} / }).waitFor();

  await page.getByLabel("GET").fill(example);
  await page.keyboard.press("Enter");
  await page.locator("#status", { hasText: /^200 / }).waitFor();
  assert.match(await page.locator("#body").innerText(), /"username": /);
  assert.match(await page.locator("#headers").innerText(), /cache-control/);

  await page.getByLabel("GET").fill("https://elsewhere.example/");
  await page.keyboard.press("Enter");
  await page.locator("#status", { hasText: /^No response/ }).waitFor();
  watched.assertQuiet();
}

// What a page asks of other hosts, and what goes wrong in it.
function watch(page) {
  const problems = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== new URL(origin).origin) problems.push(url.href);
  });
  page.on("pageerror", (error) => problems.push(error.message));
  // What the policy blocks; a status of a failure is written there too.
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) problems.push(message.text());
  });
  return { assertQuiet: () => assert.deepEqual(problems, []) };
}
