import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/lib/chromium/chromium']

/** Undefined where Chromium is not installed; EARNBACK_CHROMIUM says where it lies elsewhere. */
export const launchBrowser = async (): Promise<Browser | undefined> => {
  const executablePath = [process.env.EARNBACK_CHROMIUM ?? '', ...PLACES].find((path) => path !== '' && existsSync(path))
  if (executablePath === undefined) return undefined
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
}

/** Resolves once nothing on the page is loading. */
export const isStill = async (page: Page): Promise<void> => {
  await page.locator('h1').first().waitFor()
  await page.locator('.spinner, [aria-busy=true]').first().waitFor({ state: 'detached' })
}
