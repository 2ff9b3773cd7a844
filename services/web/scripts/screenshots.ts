import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { repository } from '../test/earnback'
import { launchChromium } from '../test/chromium'
import { DEMO_NOW, demoStore } from '../test/demo-store'
import { isStill, open } from '../test/opened'
import { TestServer } from '../test/server'

const IMAGE_BYTES_MAX = 150_000
const IMAGES = join(repository, 'docs', 'images')

interface Shot {
  readonly name: string
  readonly path: string
  readonly width: number
  readonly height: number
  readonly colorScheme?: 'light' | 'dark'
}

const KNOWN_AT = '2026-09-18T12:00:00.000Z'
const SHOTS: ReadonlyArray<Shot> = [
  { name: 'advertiser', path: '/coupons/taipei-bikes', width: 880, height: 830 },
  { name: 'advertiser-dark', path: '/coupons/taipei-bikes', width: 880, height: 830, colorScheme: 'dark' },
  { name: 'analyst', path: `/coupons/sakura-tea?view=analyst&knownAt=${KNOWN_AT}`, width: 1_200, height: 960 },
  {
    name: 'analyst-dark',
    path: `/coupons/sakura-tea?view=analyst&knownAt=${KNOWN_AT}`,
    width: 1_200,
    height: 960,
    colorScheme: 'dark',
  },
]

const take = async (
  browser: Browser,
  address: string,
  { name, path, width, height, colorScheme = 'light' }: Shot,
): Promise<void> => {
  const { page } = await open(browser, `${address}${path}`, { viewport: { width, height }, colorScheme, timezoneId: 'UTC' })
  await isStill(page)
  await page.locator('.live.on').waitFor()
  const picture = await page.screenshot()
  await page.close()
  console.log(`docs/images/${name}.png  ${width}x${height}  ${picture.length} bytes`)
  if (picture.length > IMAGE_BYTES_MAX) throw new Error(`${name}.png is larger than ${IMAGE_BYTES_MAX} bytes`)
  writeFileSync(join(IMAGES, `${name}.png`), picture)
}

const takeAll = async (address: string): Promise<void> => {
  const browser = await launchChromium()
  try {
    for (const shot of SHOTS) await take(browser, address, shot)
  } finally {
    await browser.close()
  }
}

/** Takes the pictures of a server that runs already (`--url http://127.0.0.1:8080`), else of the demo's month. */
const main = async (): Promise<void> => {
  mkdirSync(IMAGES, { recursive: true })
  const given = process.argv.indexOf('--url')
  if (given !== -1) return takeAll(process.argv[given + 1] ?? '')
  const demo = await demoStore()
  const server = new TestServer({ store: demo.store, now: DEMO_NOW })
  try {
    await takeAll(await server.start())
  } finally {
    await server.stop()
    demo.remove()
  }
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
