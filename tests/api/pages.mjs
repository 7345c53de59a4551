// The pages in a real browser, wide and narrow, light and dark.
//
//     node tests/api/pages.mjs http://localhost:9000 /usr/bin/chromium /players/Aurora-1011/summary

import assert from "node:assert/strict";
import axe from "axe-core";
import { chromium } from "playwright-core";

const [origin, executablePath, example] = process.argv.slice(2);
const args = ["--disable-gpu", "--disable-quic", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath, args, chromiumSandbox: false });

try {
  for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ viewport, colorScheme, bypassCSP: true });
      await check(await context.newPage());
      await context.close();
    }
  }
  const context = await browser.newContext();
  await runExamples(await context.newPage());
} finally {
  await browser.close();
}
console.log("pages: rendered, run, and accessible");

// The policy is bypassed here alone: axe is a script that the pages do not bring.
async function check(page) {
  for (const path of ["/", "/docs"]) {
    const watched = watch(page);
    await page.goto(origin + path);
    const surplus = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(surplus <= 0, `${path} is ${surplus} pixels wider than the window`);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => axe.run());
    const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
    assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes[0].html]), [], path);
    watched.assertQuiet();
  }
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
  return { assertQuiet: () => assert.deepEqual(problems, []) };
}
