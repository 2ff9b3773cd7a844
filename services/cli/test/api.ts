import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ingest, ndjsonRecords } from '@earnback/ingester'
import { type Instant, parseDuration, parseInstant } from '@earnback/kernel'
import {
  type ApiKey,
  machineClock,
  newApiKey,
  type QueryApi,
  queryApi,
  type QueryApiOptions,
  type Scope,
} from '@earnback/query-api'
import * as E from 'fp-ts/Either'
import { type Config } from '../src/config'
import { readingsOf } from '../src/serving/readings'
import { type Engine, openEngine } from '../src/wire'
import { activated, issued, line, money, platformEvent, spent } from './earnback'

function right<A>(either: E.Either<unknown, A>): A {
  if (E.isLeft(either)) throw new Error(`expected a right, found ${JSON.stringify(either.left)}`)
  return either.right
}

export const instant = (text: string): Instant => right(parseInstant(text))
const duration = (text: string) => right(parseDuration(text))

const registered = (adAccountId: string, businessAccountId: string): object =>
  platformEvent('AccountRegistered', `${adAccountId}-registered`, '2026-01-01T00:00:00Z', {
    adAccountId,
    businessAccountId,
    createdVia: 'ads_manager',
    paymentMode: 'manual',
  })

const activatedOn = (couponId: string, adAccountId: string): object =>
  platformEvent('CodeActivated', `${couponId}-activated`, '2026-03-02T12:00:00.500+09:00', { couponId, adAccountId })

const issuedTo = (couponId: string, businessAccountId: string, code: string): object => {
  const event = issued(couponId) as { data: object }
  return { ...event, data: { ...event.data, code, recipient: { businessAccountId } } }
}

const spentOn = (adAccountId: string, spendId: string, amount: string): object =>
  platformEvent('SpendRecorded', `${adAccountId}-${spendId}`, '2026-03-04T12:00:00+09:00', {
    spendId,
    adAccountId,
    amount: money(amount),
  })

/** Two advertisers with a coupon each, a coupon that is only issued to the second, and a record that can't be taken in. */
const TWO_ADVERTISERS: ReadonlyArray<object> = [
  registered('acct-1', 'biz-1'),
  registered('acct-2', 'biz-2'),
  issued('c-1'),
  activated('c-1'),
  issuedTo('c-2', 'biz-2', 'AUTUMN26'),
  activatedOn('c-2', 'acct-2'),
  issuedTo('c-3', 'biz-2', 'WINTER26'),
  ...['s-1', 's-2', 's-3', 's-4', 's-5'].map((id) => spent(id, '2500')),
  spent('s-0', '100', '2026-03-01T12:00:00+09:00'),
  ...['other-1', 'other-2', 'other-3'].map((id) => spentOn('acct-2', id, '7000')),
  { ...spent('broken', '1'), data: { spendId: 'broken', adAccountId: 'acct-2', amount: 7 } },
]

const configOf = (path: string): Config => ({
  store: { kind: 'sqlite', text: `sqlite:${path}`, path },
  calculationLag: duration('PT3H'),
  calculationEvery: duration('PT15M'),
  allowedLateness: duration('P3D'),
  grantAuthority: 'engine',
  holidays: new Set(),
  mirror: 'unused',
  eventStoreStream: 'earnback',
  kafka: undefined,
  keys: `${path}.keys.json`,
  oidcIssuer: undefined,
  oidcAudience: undefined,
  oidcKeySet: undefined,
})

export const NOW = instant('2026-03-06T00:00:00Z')

/** An engine on a store of its own, and the query API over it, in this process. */
export class ApiDesk {
  readonly folder = mkdtempSync(join(tmpdir(), 'earnback-api-'))
  readonly keys = new Map<string, ApiKey>()
  readonly logged: string[] = []
  readonly config = configOf(join(this.folder, 'store.db'))
  now = NOW
  private opened: Engine | undefined
  private started: QueryApi | undefined
  private bytes = 0
  url = ''

  get engine(): Engine {
    if (this.opened === undefined) throw new Error('start the desk first')
    return this.opened
  }

  get api(): QueryApi {
    if (this.started === undefined) throw new Error('start the desk first')
    return this.started
  }

  async start(options: Partial<QueryApiOptions> = {}, events: ReadonlyArray<object> = TWO_ADVERTISERS): Promise<void> {
    this.opened = right(await openEngine(this.config, () => Promise.resolve())())
    await this.take(...events)
    right(await this.engine.calculate(NOW)())
    this.started = await queryApi({
      readings: readingsOf(this.engine, this.config, () => this.now),
      clock: { ...machineClock(() => this.now) },
      isDev: false,
      keys: () => this.keys,
      instance: 'test',
      log: (text) => this.logged.push(text),
      ...options,
    })
    this.url = await this.started.listen({ host: '127.0.0.1', port: 0 })
  }

  async take(...events: ReadonlyArray<object>): Promise<void> {
    const bytes = Buffer.from(events.map(line).join(''))
    async function* chunks(): AsyncGenerator<Buffer> {
      yield bytes
    }
    right(await ingest(this.engine.store, { now: () => this.now }, ndjsonRecords(chunks(), 'test.ndjson'))())
  }

  /** A key that may ask and see this; answers what goes into the Authorization header. */
  key(scopes: ReadonlyArray<Scope>, accounts: ReadonlyArray<string>, more: Partial<ApiKey> = {}): string {
    // Any bytes do, as long as no two keys have the same.
    const made = newApiKey((count) => Buffer.alloc(count, String(++this.bytes).padStart(8, '0')))
    this.keys.set(made.id, {
      id: made.id,
      hash: made.hash,
      name: undefined,
      scopes,
      accounts,
      createdAt: NOW,
      expiresAt: undefined,
      revokedAt: undefined,
      ...more,
    })
    return `Bearer ${made.key}`
  }

  async get(path: string, authorization?: string, headers: Record<string, string> = {}): Promise<Got> {
    const response = await fetch(`${this.url}${path}`, {
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text }
  }

  async post(path: string, body: unknown, authorization?: string, headers: Record<string, string> = {}): Promise<Got> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        ...headers,
        ...(authorization === undefined ? {} : { authorization }),
      },
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  async end(): Promise<void> {
    await this.started?.close()
    await this.opened?.store.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export interface Got {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller says what it expects
export const json = <A = Record<string, unknown>>({ text }: Got): A => JSON.parse(text) as A
