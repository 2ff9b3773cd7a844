import { ApiDesk, json } from './api'
import { spent } from './earnback'

interface Told {
  readonly id: string
  readonly progress: Record<string, unknown>
}

/** A reader of one stream that waits for conditions and never for a pause. */
class Reader {
  text = ''
  isEnded = false
  private readonly stop = new AbortController()
  private wake: () => void = () => undefined

  static async open(url: string, headers: Record<string, string>): Promise<Reader> {
    const reader = new Reader()
    const response = await fetch(url, { headers, signal: reader.stop.signal })
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
    void reader.read(response)
    return reader
  }

  get told(): ReadonlyArray<Told> {
    return [...this.text.matchAll(/^id: (.+)\nevent: progress\ndata: (.+)\n\n/gm)].map(([, id, data]) => ({
      id: id!,
      progress: JSON.parse(data!) as Record<string, unknown>,
    }))
  }

  async until(isSo: (reader: Reader) => boolean): Promise<void> {
    while (!isSo(this)) await new Promise<void>((resolve) => (this.wake = resolve))
  }

  close(): void {
    this.stop.abort()
  }

  private async read(response: Response): Promise<void> {
    try {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        this.text += Buffer.from(chunk).toString()
        this.wake()
      }
    } catch {
      // The test closed it.
    }
    this.isEnded = true
    this.wake()
  }
}

const desk = new ApiDesk()
let own = ''
const readers: Reader[] = []
const listen = async (headers: Record<string, string> = {}, couponId = 'c-1'): Promise<Reader> => {
  const reader = await Reader.open(`${desk.url}/v1/coupons/${couponId}/stream`, { authorization: own, ...headers })
  readers.push(reader)
  return reader
}

beforeAll(async () => {
  await desk.start({
    limits: { heartbeatEveryMs: 200, streamLookEveryMs: 20, streamsMax: 6, streamsPerCallerMax: 3 },
  })
  own = desk.key(['coupons:read'], ['acct-1'])
})
afterEach(() => readers.splice(0).forEach((reader) => reader.close()))
afterAll(() => desk.end())

const openStreams = async (): Promise<number> => {
  const { text } = await desk.get('/metrics', desk.key(['metrics:read'], []))
  return Number(/^earnback_http_streams (\d+)$/m.exec(text)?.[1])
}
const untilOpen = async (count: number): Promise<void> => {
  while ((await openStreams()) !== count) await new Promise((resolve) => setTimeout(resolve, 20))
}

test('a stream begins with where the coupon stands, and tells within a second what was ingested', async () => {
  const reader = await listen()
  await reader.until(({ told }) => told.length === 1)
  expect(reader.told[0]!.progress).toEqual(json(await desk.get('/v1/coupons/c-1', own)))
  const startedMs = performance.now()
  await desk.take(spent('live-1', '11'))
  await reader.until(({ told }) => told.length === 2)
  expect(performance.now() - startedMs).toBeLessThan(1_000)
  expect(reader.told[1]!.progress).toEqual(json(await desk.get('/v1/coupons/c-1', own)))
  expect(reader.told[1]!.progress.pending).toEqual({ amount: '11', currency: 'JPY' })
})

test('what happens to others is not told', async () => {
  const reader = await listen()
  await reader.until(({ told }) => told.length === 1)
  const other = { ...(spent('elsewhere', '5') as { data: object }) }
  await desk.take({ ...other, data: { ...other.data, adAccountId: 'acct-2' } })
  await desk.take(spent('live-2', '1'))
  await reader.until(({ told }) => told.length === 2)
  expect(reader.told[1]!.progress.position).toBe((await desk.engine.store.head()).position)
})

test('whoever comes back with the last event id is told only what changed since', async () => {
  const first = await listen()
  await first.until(({ told }) => told.length === 1)
  const { id } = first.told[0]!
  first.close()
  const same = await listen({ 'last-event-id': id })
  await same.until(({ text }) => text.includes(': heartbeat'))
  expect(same.told).toEqual([])
  await desk.take(spent('live-3', '1'))
  await same.until(({ told }) => told.length === 1)
  const later = await listen({ 'last-event-id': id })
  await later.until(({ told }) => told.length === 1)
  expect(later.told[0]!.id).toBe(same.told[0]!.id)
})

test('a key that is revoked ends its streams', async () => {
  const bearer = desk.key(['coupons:read'], ['acct-1'])
  const reader = await listen({ authorization: bearer })
  await reader.until(({ told }) => told.length === 1)
  desk.keys.delete(bearer.slice(11, 27))
  await reader.until(({ isEnded }) => isEnded)
})

test('a caller has so many streams, and all callers together', async () => {
  await untilOpen(0)
  for (let count = 0; count < 3; count++) await listen()
  const limited = await desk.get('/v1/coupons/c-1/stream', own)
  expect([limited.status, json(limited).code, limited.headers.get('retry-after')]).toEqual([429, 'STREAMS_LIMITED', '10'])
  const other = desk.key(['coupons:read'], ['acct-1'])
  for (let count = 0; count < 3; count++) await listen({ authorization: other })
  const full = await desk.get('/v1/coupons/c-1/stream', desk.key(['coupons:read'], ['acct-1']))
  expect([full.status, json(full).code]).toEqual([503, 'STREAMS_FULL'])
  readers.splice(0).forEach((reader) => reader.close())
  await untilOpen(0)
})

test('the end of the service ends the streams', async () => {
  const reader = await listen()
  await reader.until(({ told }) => told.length === 1)
  await desk.api.close()
  await reader.until(({ isEnded }) => isEnded)
})
