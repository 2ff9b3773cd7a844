import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Explanation, Progress } from '@earnback/projections'
import type { Browser, Page } from 'playwright-core'
import type { HistoryEvent } from '../src/model/point'
import { knotAt, type Knots, KnotSets } from '../src/model/snap'
import { inBrowser } from './browser'
import { launchChromium } from './chromium'
import { DEMO_NOW, demoStore, type DemoStore } from './demo-store'
import { earnback } from './earnback'
import { isStill, open, overflow, scrollToLastLine, wrongByAxe } from './opened'
import { TestServer } from './server'

const LOOKS = [
  [320, 'light'],
  [320, 'dark'],
  [768, 'light'],
  [1_440, 'dark'],
] as const
const COUPON = 'sakura-tea'

let demo: DemoStore
let server: TestServer
let address: string
let browser: Browser

const ask = async <Body>(args: ReadonlyArray<string>): Promise<Body> =>
  JSON.parse((await earnback([...args, '--store', demo.store, '--now', DEMO_NOW, '--json'])).out) as Body

const yen = (amount: string): string =>
  new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'JPY' }).format(Number(amount))

const chipSums = (page: Page): Promise<ReadonlyArray<string>> => page.locator('.chips button').allInnerTexts()

const knotsOf = async (address: string): Promise<Knots> => {
  const history = await fetch(`${address}/v1/coupons/${COUPON}/events?limit=1000`)
  const { events } = (await history.json()) as { readonly events: ReadonlyArray<HistoryEvent> }
  return new KnotSets().add(events).sorted()
}

inBrowser('The story of a coupon', () => {
  beforeAll(async () => {
    demo = await demoStore()
    server = new TestServer({ store: demo.store, now: DEMO_NOW })
    address = await server.start()
    browser = await launchChromium()
  }, 120_000)

  afterAll(async () => {
    await browser.close()
    await server.stop()
    demo.remove()
  })

  it('goes from the promotions to the coupon, says what counts and what waits, and leaves the console empty', async () => {
    const { page, said } = await open(browser, `${address}/accounts/acct-taipei-bikes`)
    await isStill(page)
    expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Earning (1)')
    await page.getByRole('tab', { selected: true }).press('ArrowRight')
    expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Available (1)')
    await page.getByRole('link', { name: /^Spend NT/ }).click()
    await page.getByRole('heading', { name: 'What did not count, and why' }).waitFor()
    const { calculated, pending, threshold } = await ask<Progress>(['progress', 'taipei-bikes'])
    expect([calculated?.amount, pending?.amount, threshold?.amount]).toEqual(['2931', '96.5', '3000'])
    const bar = page.getByRole('progressbar')
    expect(await bar.getAttribute('aria-valuetext')).toBe('NT$2,931.00 of NT$3,000.00 counted, NT$96.50 being calculated')
    expect(await page.locator('.legend').innerText()).toMatch(/being calculated, expected (by|with)/)
    expect(await page.locator('.reasons').innerText()).toContain('spent before activation R28')
    expect(await page.getByText('You are here: between “Activated” and “Spend by”.').count()).toBe(1)
    expect(said).toEqual([])
    await page.close()
  })

  it('goes on to the analyst and comes back, by the keyboard', async () => {
    const { page, said } = await open(browser, `${address}/coupons/${COUPON}`)
    await isStill(page)
    await page.getByRole('link', { name: 'Look at every line' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Running totals' }).waitFor()
    expect(page.url()).toBe(`${address}/coupons/${COUPON}?view=analyst`)
    await page.getByRole('link', { name: 'As the advertiser sees it' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'What did not count, and why' }).waitFor()
    expect(said).toEqual([])
    await page.close()
  })

  it('says at two moved sliders what explain --as-of --known-at says', async () => {
    const { page, said } = await open(browser, `${address}/coupons/${COUPON}?view=analyst`)
    await isStill(page)
    const spend = page.getByRole('slider', { name: /Spend up to/ })
    const known = page.getByRole('slider', { name: /Known by/ })
    await known.fill('60')
    await spend.fill('200')
    await spend.press('ArrowRight')
    await spend.press('ArrowLeft')
    await spend.press('ArrowLeft')
    const knots = await knotsOf(address)
    const [asOf = '', knownAt = ''] = [knotAt(knots.asOf, 199), knotAt(knots.knownAt, 60)]
    await page.waitForURL(({ searchParams }) => searchParams.get('asOf') === asOf && searchParams.get('knownAt') === knownAt)
    const times = ['--as-of', asOf, '--known-at', knownAt]
    const explained = await ask<Explanation>(['explain', COUPON, ...times])
    const progress = await ask<Progress>(['progress', COUPON, ...times])
    await page.getByRole('button', { name: `All lines (${explained.verdicts.length})` }).waitFor()
    await isStill(page)
    expect(explained.verdicts.length).toBeLessThan(483)
    const line = await page.locator('.answer p').innerText()
    expect(line).toContain(`${yen(progress.reported?.amount ?? '')} of ${yen(progress.threshold?.amount ?? '')} qualified`)
    const sums = (await chipSums(page)).slice(1).map((text) => text.split('\n'))
    const told = Object.entries(explained.totals).map(([verdict, { amount, currency }]) => {
      const count = explained.verdicts.filter((one) => one.verdict === verdict).length
      return [`${verdict} (${count})`, currency === 'JPY' ? yen(amount) : `US$${amount}`]
    })
    expect(sums).toEqual(told)
    expect(said).toEqual([])
    await page.close()
  })

  it('goes on from where a slider was moved while its last place came to rest', async () => {
    const { page } = await open(browser, `${address}/coupons/${COUPON}?view=analyst`)
    await isStill(page)
    const spend = page.getByRole('slider', { name: /Spend up to/ })
    await page.evaluate(`{
      const { replaceState } = history
      const slider = document.querySelector('.slider input')
      history.replaceState = (...how) => {
        history.replaceState = replaceState
        slider.value = '199'
        slider.dispatchEvent(new Event('input', { bubbles: true }))
        history.replaceState(...how)
      }
    }`)
    await spend.fill('200')
    const asOf = knotAt((await knotsOf(address)).asOf, 199)
    await page.waitForURL(({ searchParams }) => searchParams.get('asOf') === asOf)
    expect(await spend.inputValue()).toBe('199')
    await page.close()
  })

  it('shows the line, the rule and the microsecond that decided it', async () => {
    const { page } = await open(browser, `${address}/coupons/${COUPON}?view=analyst&verdict=BEFORE_ACTIVATION`)
    await isStill(page)
    await scrollToLastLine(page)
    await page.getByRole('button', { name: 'tea-1us-before' }).click()
    const detail = page.getByRole('complementary', { name: 'Spend tea-1us-before' })
    expect(await detail.innerText()).toContain('1 µs before the activation 2026-09-03 01:15:30.250417 UTC')
    expect(await detail.innerText()).toContain('R28')
    expect(await detail.innerText()).toMatch(/earnback\.spend\.v1, partition 0, offset \d+/)
    await page.close()
  })

  it('says what changed between two points, and why', async () => {
    const link = `${address}/coupons/${COUPON}?view=analyst&compare=1&knownAt2=2026-09-18T12:00:00.000Z`
    const { page } = await open(browser, link)
    await isStill(page)
    const { reported: then } = await ask<Progress>(['progress', COUPON, '--known-at', '2026-09-18T12:00:00Z'])
    const changes = page.getByRole('region', { name: 'What changed and why' })
    await changes.getByText('lines differ').waitFor()
    expect(await changes.innerText()).toContain(`Reported +${yen(String(9_999 - Number(then?.amount)))}`)
    expect(await changes.innerText()).toMatch(/recorded at 2026-09-1[89]/)
    await page.close()
  })

  it('marks another activation as hypothetical, keeps it in the link and out of the export', async () => {
    const { page } = await open(browser, `${address}/coupons/${COUPON}?view=analyst`)
    await isStill(page)
    await page.getByLabel('Activation instant (UTC)').fill('2026-09-03 01:15:30.250415')
    await page.getByRole('button', { name: 'Weigh it' }).click()
    const outcome = page.locator('.hypothetical')
    expect(await outcome.innerText()).toContain('Hypothetical:')
    expect(await outcome.innerText()).toContain('The threshold would be reached.')
    await page.waitForURL(/whatIf=2026-09-03T01%3A15%3A30.250415Z/)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    const csv = readFileSync(await (await download).path(), 'utf8')
    const rows = csv.trimEnd().split('\r\n')
    expect(rows).toHaveLength(484)
    expect(csv).toContain('tea-1us-before,2026-09-03T01:15:30.250416Z')
    expect(rows.find((row) => row.startsWith('tea-1us-before'))).toContain(',45,JPY,0,0,BEFORE_ACTIVATION,R28,')
    await page.close()
  })

  it.each(LOOKS)(
    'is whole at %i pixels in the %s, and axe finds nothing',
    async (width, colorScheme) => {
      for (const path of ['/', '/accounts/acct-sakura-tea', `/coupons/${COUPON}`, `/coupons/${COUPON}?view=analyst&compare=1`]) {
        const { page, said } = await open(browser, `${address}${path}`, { viewport: { width, height: 900 }, colorScheme })
        await isStill(page)
        expect([path, await overflow(page)]).toEqual([path, 0])
        expect([path, await wrongByAxe(page)]).toEqual([path, []])
        expect(said).toEqual([])
        await page.close()
      }
    },
    120_000,
  )

  it('shows a line that was just taken in, without a reload', async () => {
    const { page, said } = await open(browser, `${address}/coupons/taipei-bikes`)
    await isStill(page)
    await page.locator('.live.on').waitFor()
    const file = join(demo.folder, 'news.ndjson')
    const amount = { amount: '50', currency: 'TWD' }
    const data = { spendId: 'bikes-news', adAccountId: 'acct-taipei-bikes', amount }
    const event = { specversion: '1.0', id: 'bikes-news', source: '/platform/spend', type: 'earnback.SpendRecorded.v1' }
    writeFileSync(file, `${JSON.stringify({ ...event, time: '2026-09-30T14:00:00Z', data })}\n`)
    expect(await ask(['ingest', file])).toMatchObject({ stored: 1 })
    await server.changed()
    await page.locator('.legend').getByText('NT$146.50 being calculated').waitFor()
    expect(said).toEqual([])
    await page.close()
  })
})
