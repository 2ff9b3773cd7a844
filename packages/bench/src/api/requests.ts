import { fork } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Shape } from '../lines'
import type { Ingest } from './ingest-child'
import type { Load, Loaded } from './load-child'
import { cpuSeconds, serve, type Served } from './served'
import { median, numeral, withSpread } from './statistics'

const CONNECTIONS = 50
const WARM_UP_SECONDS = 3
const SETTLE_MS = 300

export interface RequestsOptions {
  readonly folder: string
  readonly path: string
  readonly shape: Shape
  readonly rounds: number
  readonly seconds: number
  readonly ingestPerSecond: number
}

interface Round extends Loaded {
  readonly cpuMicros: number
}

const loaded = (load: Load): Promise<Loaded> =>
  new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'load-child.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    child.once('message', (message: Loaded) => resolve(message))
    child.once('exit', (code) => reject(new Error(`the load generator ended with ${code}`)))
    child.send(load)
  })

const roundOf = async ({ address, pid }: Served, paths: ReadonlyArray<string>, seconds: number): Promise<Round> => {
  const before = cpuSeconds(pid)
  const told = await loaded({ address, paths, connections: CONNECTIONS, seconds })
  return { ...told, cpuMicros: ((cpuSeconds(pid) - before) * 1e6) / told.requests }
}

interface Ingesting {
  readonly stop: () => Promise<{ readonly next: number; readonly perSecond: number }>
}

const ingesting = (ingest: Ingest): Promise<Ingesting> =>
  new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'ingest-child.js'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    child.once('exit', (code) => reject(new Error(`the ingest ended with ${code}`)))
    const stop: Ingesting['stop'] = () =>
      new Promise((done) => {
        child.once('message', done)
        child.send('stop')
      })
    child.once('message', () => resolve({ stop }))
    child.send(ingest)
  })

const HEAD = [
  '| answers | requests/s | × bare fastify | p99, ms | processor time a request, µs |',
  '| --- | ---: | ---: | ---: | ---: |',
]

const rowsOf = (what: string, ours: ReadonlyArray<Round>, bare: ReadonlyArray<Round>): ReadonlyArray<string> => {
  const cells = (rounds: ReadonlyArray<Round>): string =>
    `${withSpread(
      rounds.map(({ p99Ms }) => p99Ms),
      0,
    )} | ${withSpread(
      rounds.map(({ cpuMicros }) => cpuMicros),
      1,
    )}`
  const rate = (rounds: ReadonlyArray<Round>): string => numeral(median(rounds.map(({ perSecond }) => perSecond)))
  const ratios = ours.map(({ perSecond }, round) => perSecond / (bare[round]?.perSecond ?? NaN))
  return [
    `| bare fastify${what} | ${rate(bare)} | 1 | ${cells(bare)} |`,
    `| \`GET /v1/coupons/{couponId}\`${what} | ${rate(ours)} | ${withSpread(ratios, 2)} | ${cells(ours)} |`,
  ]
}

/** Both in turn, so that what else the machine does falls on both. */
const interleaved = async (
  ours: Served,
  bare: Served,
  paths: ReadonlyArray<string>,
  { rounds, seconds }: RequestsOptions,
): Promise<{ readonly ours: ReadonlyArray<Round>; readonly bare: ReadonlyArray<Round> }> => {
  const told: { ours: Round[]; bare: Round[] } = { ours: [], bare: [] }
  for (let round = 0; round < rounds; round++) {
    told.bare.push(await roundOf(bare, paths, seconds))
    await pause(SETTLE_MS)
    told.ours.push(await roundOf(ours, paths, seconds))
    await pause(SETTLE_MS)
  }
  return told
}

const textsOf = async (ours: Served, couponIds: ReadonlyArray<string>): Promise<Readonly<Record<string, string>>> => {
  const texts: Record<string, string> = {}
  for (const couponId of couponIds) texts[couponId] = await (await fetch(`${ours.address}/v1/coupons/${couponId}`)).text()
  return texts
}

/** One coupon's answer beside bare fastify with the same texts, on a still log and while lines are taken in. */
export const requestRates = async (ours: Served, options: RequestsOptions): Promise<ReadonlyArray<string>> => {
  const { folder, path, shape, ingestPerSecond } = options
  const couponIds = shape.coupons.map(({ couponId }) => couponId)
  const paths = couponIds.map((couponId) => `/v1/coupons/${couponId}`)
  const file = join(folder, 'answers.json')
  await writeFile(file, JSON.stringify(await textsOf(ours, couponIds)))
  const bare = await serve(join(__dirname, 'bare-fastify.js'), [file])
  try {
    for (const server of [bare, ours]) await roundOf(server, paths, WARM_UP_SECONDS)
    const still = await interleaved(ours, bare, paths, options)
    const { stop } = await ingesting({ path, spendLines: shape.spendLines, from: 0, perSecond: ingestPerSecond })
    const during = await interleaved(ours, bare, paths, options)
    const { perSecond } = await stop()
    const what = ` while ${numeral(perSecond)} lines a second are taken in`
    return [...HEAD, ...rowsOf('', still.ours, still.bare), ...rowsOf(what, during.ours, during.bare)]
  } finally {
    await bare.stop()
  }
}
