// Searches a site in Firefox, by keyboard: node firefox.mjs FIREFOX ADDRESS. Prints what it saw as JSON.
import puppeteer from "puppeteer-core";

const [executablePath, address] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1200, height: 800 });
  await page.goto(`${address}questions/`);
  await page.keyboard.press("/");
  await page.keyboard.type("tariff");
  await page.waitForSelector("[role=option]");
  await page.keyboard.press("ArrowDown");
  const options = await page.$$eval("[role=option]", (all) => all.map((option) => option.textContent));
  const active = await page.evaluate(() => document.activeElement.getAttribute("aria-activedescendant"));
  await page.goto(`${address}search/?q=tariff`);
  await page.waitForSelector(".candor-results li");
  await page.click(".candor-filters summary");
  await page.waitForFunction(() => document.querySelector("select[name=kind]").length > 1);
  const kinds = await page.$$eval("select[name=kind] option", (all) => all.map((option) => option.textContent));
  const found = await page.$eval(".candor-found", (status) => status.textContent);
  console.log(JSON.stringify({ options, active, kinds, found }));
} finally {
  await browser.close();
}
