import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { type Shape, shapeOf } from '../lines'
import { launchBrowser } from './browser'
import { firstPaint } from './first-paint'
import { requestRates } from './requests'
import { type Served, serveStore } from './served'
import { smoothness } from './smoothness'
import { fillSpendStore, openSpendStore } from './spend-store'
import { streamTimes } from './streams'

const PARTS = ['requests', 'streams', 'pages']

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '5' },
    listeners: { type: 'string', default: '1000' },
    lines: { type: 'string', default: '100000' },
    'ingest-per-second': { type: 'string', default: '1000' },
    only: { type: 'string', default: PARTS.join(',') },
    markdown: { type: 'string' },
  },
})

const tell = (text: string): void => void process.stderr.write(`${text}\n`)
const parts = new Set(values.only.split(','))
const rounds = Number(values.rounds)

type Section = ReadonlyArray<string>

const section = async (title: string, work: () => Promise<Section>): Promise<Section> => {
  const load = (loadavg()[0] ?? 0).toFixed(2)
  tell(title)
  return [`## ${title}`, '', `Load at start ${load}.`, '', ...(await work()), '']
}

const served = async (path: string, work: (served: Served) => Promise<Section>): Promise<Section> => {
  const server = await serveStore(path)
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}

const pagesOf = (browser: Browser, shape: Shape) => (server: Served) => {
  const { couponId = '', adAccountId = '' } = shape.coupons[0] ?? {}
  return section('First paint', () => firstPaint(browser, server, { couponId, adAccountId, loads: rounds }))
}

const requestsOf = (folder: string, path: string, shape: Shape) => (server: Served) => {
  const options = { seconds: Number(values.seconds), ingestPerSecond: Number(values['ingest-per-second']) }
  return section('Requests', () => requestRates(server, { folder, path, shape, rounds, ...options }))
}

const streamsOf = (path: string, shape: Shape) => async (server: Served) => {
  const store = await openSpendStore(path)
  const options = { store, shape, listeners: Number(values.listeners), rounds: 3 * rounds }
  const told = await section('Streams', () => streamTimes(server, options))
  await store.close()
  return told
}

/** A server of its own for each part, so that none inherits the memory of another. */
const apiSections = async (folder: string, browser: Browser | undefined): Promise<Section> => {
  const path = join(folder, 'events.db')
  const shape = shapeOf(Number(values.events))
  tell(`storing ${shape.spendLines} lines`)
  await fillSpendStore(path, shape)
  const sections: string[] = []
  if (browser !== undefined) sections.push(...(await served(path, pagesOf(browser, shape))))
  if (parts.has('requests')) sections.push(...(await served(path, requestsOf(folder, path, shape))))
  if (parts.has('streams')) sections.push(...(await served(path, streamsOf(path, shape))))
  return sections
}

/** One coupon with all of the lines. */
const longSection = async (folder: string, browser: Browser): Promise<Section> => {
  const lines = Number(values.lines)
  const path = join(folder, 'long.db')
  const shape = { spendLines: lines, coupons: shapeOf(10).coupons.slice(0, 1) }
  await fillSpendStore(path, shape)
  const couponId = shape.coupons[0]?.couponId ?? ''
  const title = `${lines.toLocaleString('en-US')} lines on the analyst’s page`
  return served(path, (server) => section(title, () => smoothness(browser, server, couponId)))
}

const main = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'earnback-bench-api-'))
  const browser = parts.has('pages') ? await launchBrowser() : undefined
  if (parts.has('pages') && browser === undefined) tell('Chromium is not installed: the pages are left out')
  try {
    const sections = [
      ...(await apiSections(folder, browser)),
      ...(browser === undefined ? [] : await longSection(folder, browser)),
    ]
    const args = process.argv.slice(2).filter((arg, index, all) => arg !== '--markdown' && all[index - 1] !== '--markdown')
    const about = [
      `Command: \`make bench-api${args.length === 0 ? '' : ` ARGS='${args.join(' ')}'`}\`. Node ${process.version}, ${cpus().length} cores for the server, the`,
      `load generator and whatever else runs. Stated are medians, in brackets the least and the greatest of ${rounds} rounds in turn.`,
    ]
    const text = [...about, '', ...sections].join('\n')
    process.stdout.write(text)
    if (values.markdown !== undefined)
      await writeFile(values.markdown, `# Benchmarks of the API and the pages\n\n${text.trimEnd()}\n`)
  } finally {
    await browser?.close()
    await rm(folder, { recursive: true })
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    tell(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exit(4)
  },
)
