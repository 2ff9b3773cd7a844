import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/lib/chromium/chromium']

/** Where Chromium is; EARNBACK_CHROMIUM says it where it lies elsewhere. */
export const chromiumPath = (): string | undefined =>
  [process.env.EARNBACK_CHROMIUM ?? '', ...PLACES].find((path) => path !== '' && existsSync(path))

export const launchChromium = (): Promise<Browser> => {
  const executablePath = chromiumPath()
  if (executablePath === undefined)
    throw new Error('Chromium is not installed: apt-get install chromium, or set EARNBACK_CHROMIUM')
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
}
