import type { EventStore } from '@earnback/event-store'
import * as fc from 'fast-check'
import * as TE from 'fp-ts/TaskEither'
import { ingest, type IngestReport, listQuarantine, ndjsonRecords, type RawRecord, SourceFault } from '../src'
import { chunked, emptyStore, factsOf, left, lines, logOf, NOW, run, spend, take } from './given'

/** A store that remembers how many events each append had, and may stop taking any. */
const watched = (store: EventStore, appendsMax = Infinity): Pick<EventStore, 'append'> & { readonly sizes: number[] } => {
  const sizes: number[] = []
  return {
    sizes,
    append: (events, at, expected, following) => {
      if (sizes.length >= appendsMax)
        return TE.left({ kind: 'StoreUnavailable', code: 'STORE_FULL', message: 'the disk is full' })
      sizes.push(events.length)
      return store.append(events, at, expected, following)
    },
  }
}

const spends = (count: number, from = 0): ReadonlyArray<Record<string, unknown>> =>
  Array.from({ length: count }, (_, index) => spend(`s-${from + index}`))

describe('taking events in', () => {
  test('the text that the log keeps is the text that arrived, with file and line beside it', async () => {
    const store = emptyStore()
    const line = ` { "note" : 1.50, ${JSON.stringify(spend('s-1')).slice(1)} `
    await take(store, `\n${line}\n`)
    expect(await factsOf(store)).toMatchObject([
      { position: 1, stream: 'spend-acct-1', json: line, notes: { file: 'feed.ndjson', line: 2 } },
    ])
  })

  test('an event goes to the stream of what it is about', async () => {
    const store = emptyStore()
    const of = (name: string, data: object): object => ({ ...spend(name, { type: `earnback.${name}.v1` }), data })
    await take(
      store,
      lines(
        of('CodeActivated', { couponId: 'c-1', adAccountId: 'acct-1' }),
        of('CalculationAdvanced', { through: '2026-03-01T00:00:00Z' }),
        of('BidChanged', { adAccountId: 'acct-1', maxBid: { amount: '1', currency: 'JPY' } }),
        spend('s-1'),
      ),
    )
    expect((await logOf(store)).map(({ stream }) => stream)).toEqual([
      'coupon-c-1',
      'calculation',
      'account-acct-1',
      'spend-acct-1',
    ])
  })

  test('the same file twice changes nothing, whatever was wrong in it', async () => {
    const store = emptyStore()
    const file = lines(spend('s-1'), 'nonsense', spend('s-2'), spend('s-1', {}, { campaignId: 'other' }), 'nonsense')
    const first = await take(store, file)
    const log = await logOf(store)
    expect(first).toEqual({ read: 5, stored: 2, duplicates: 0, quarantined: 3, reasons: { NOT_JSON: 2, ID_CONFLICT: 1 } })
    expect(await take(store, file)).toEqual({ ...first, stored: 0, duplicates: 2 })
    expect(await logOf(store)).toEqual(log)
    expect(log).toHaveLength(4)
  })

  test('the same identity with the same content is a duplicate, however it is written', async () => {
    const store = emptyStore()
    const rewritten = spend('s-1', { time: '2026-03-01T01:00:00.000000Z' }, { amount: { currency: 'JPY', amount: '12.500000' } })
    expect(await take(store, lines(spend('s-1'), rewritten))).toMatchObject({ stored: 1, duplicates: 1, quarantined: 0 })
  })

  test('the same identity with other content is a conflict: the first stays, the other is kept with its place', async () => {
    const store = emptyStore()
    const other = lines(spend('s-1', {}, { amount: { amount: '13', currency: 'JPY' } }))
    await take(store, lines(spend('s-0'), spend('s-1')))
    expect(await take(store, other)).toMatchObject({ read: 1, stored: 0, quarantined: 1, reasons: { ID_CONFLICT: 1 } })
    expect(await factsOf(store)).toHaveLength(2)
    const [entry] = await run(listQuarantine(store))
    expect(entry?.message).toBe(
      'id: found source "/feed" and id "s-1", expected an identity of its own: this one names the other event at position 2, which stays',
    )
  })

  test('an identity is source and id together', async () => {
    expect(await take(emptyStore(), lines(spend('s-1'), spend('s-1', { source: '/other' }, { campaignId: 'x' })))).toMatchObject({
      stored: 2,
    })
  })

  test('good and bad records of a batch stand in the log in the order in which they came', async () => {
    const store = emptyStore()
    await take(store, lines(spend('s-1'), 'nonsense', spend('s-2')))
    expect((await logOf(store)).map(({ stream }) => stream)).toEqual(['spend-acct-1', 'quarantine', 'spend-acct-1'])
  })
})

describe('batches', () => {
  test.each([
    [0, []],
    [999, [999]],
    [1_000, [1_000]],
    [1_001, [1_000, 1]],
    [2_500, [1_000, 1_000, 500]],
  ])('%d records are appended at most a thousand at a time', async (count, sizes) => {
    const store = watched(emptyStore())
    await take(store, lines(...spends(count)))
    expect(store.sizes).toEqual(sizes)
  })

  test('large records are appended before they fill the memory', async () => {
    const store = watched(emptyStore())
    await take(store, lines(...spends(20).map((record) => ({ ...record, note: 'x'.repeat(1_000_000) }))))
    expect(store.sizes).toEqual([9, 9, 2])
  })

  test('a source that has nothing more for now is not waited for', async () => {
    const store = watched(emptyStore())
    const records = async function* (): AsyncGenerator<RawRecord> {
      for await (const record of ndjsonRecords(chunked(lines(...spends(5))), 'f')) {
        yield record.origin.line === 2 ? { ...record, idleAfter: true } : record
      }
    }
    await run(ingest(store, { now: () => NOW }, records()))
    expect(store.sizes).toEqual([2, 3])
  })

  test('a conflict is set aside in the append of its batch', async () => {
    const store = watched(emptyStore())
    await take(store, lines(spend('s-1'), spend('s-1', {}, { campaignId: 'x' }), spend('s-2')))
    expect(store.sizes).toEqual([3])
  })

  test('progress is told after each batch, with the bytes of its records', async () => {
    const seen: Array<readonly [number, number]> = []
    const file = lines(...spends(3))
    await run(
      ingest(emptyStore(), { now: () => NOW, batchEvents: 2 }, ndjsonRecords(chunked(file), 'f'), ({ read, bytes }) =>
        seen.push([read, bytes]),
      ),
    )
    expect(seen).toEqual([
      [2, (file.length / 3) * 2 - 2],
      [3, file.length - 3],
    ])
  })
})

describe('what fails from outside comes back as a value, and nothing before it is lost', () => {
  test('a store that is full: the batches before it stay, and the same file once more adds the rest', async () => {
    const store = emptyStore()
    const file = lines(...spends(25))
    const records = ndjsonRecords(chunked(file), 'f')
    expect(left(await ingest(watched(store, 2), { now: () => NOW, batchEvents: 10 }, records)())).toMatchObject({
      code: 'STORE_FULL',
    })
    expect(await factsOf(store)).toHaveLength(20)
    expect(await take(store, file)).toMatchObject({ read: 25, stored: 5, duplicates: 20 })
  })

  test('a line without end stops the file with a clear error, after what came before it', async () => {
    const store = emptyStore()
    const endless = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(lines(spend('s-1')))
      for (let mib = 0; mib < 65; mib++) yield Buffer.alloc(1_048_576, 'x')
      yield Buffer.from(`\n${lines(spend('s-2'))}`)
    }
    const records = ndjsonRecords(endless(), 'big.ndjson')
    expect(left(await ingest(store, { now: () => NOW }, records)())).toEqual({
      kind: 'SourceUnusable',
      code: 'RECORD_OVER_LIMIT',
      message: 'big.ndjson has a record of more than 67108864 bytes at line 2; is it a file of records, one to a line?',
    })
    expect(await factsOf(store)).toHaveLength(1)
  })

  test('a bug in a source is not taken for a fault of it', async () => {
    const broken = async function* (): AsyncGenerator<RawRecord> {
      yield* []
      throw new TypeError('a bug')
    }
    await expect(ingest(emptyStore(), { now: () => NOW }, broken())()).rejects.toThrow(TypeError)
    expect(new SourceFault('FILE_UNREADABLE', 'gone').fault).toEqual({
      kind: 'SourceUnusable',
      code: 'FILE_UNREADABLE',
      message: 'gone',
    })
  })
})

const anyLine = fc.oneof(
  fc
    .record({ id: fc.integer({ min: 0, max: 9 }), amount: fc.integer({ min: 0, max: 2 }) })
    .map(({ id, amount }) => JSON.stringify(spend(`s-${id}`, {}, { amount: { amount: `${amount}`, currency: 'JPY' } }))),
  fc.json(),
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ' ')),
  fc.constant('  '),
  fc.constantFrom('{"__proto__":1}', '{', JSON.stringify(spend('s-1', { time: '2027-01-01T00:00:00Z' }))),
)

const isSpace = (line: string): boolean => /^[ \t\r]*$/.test(line)

const sumOf = ({ stored, duplicates, quarantined }: IngestReport): number => stored + duplicates + quarantined

describe('the law of conservation', () => {
  test('read = stored + duplicates + quarantined, for any file in any batches; every record is in the log or in quarantine', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyLine, { maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 400 }),
        async (all, batchEvents, chunkBytes) => {
          const store = emptyStore()
          const file = all.map((line) => `${line}\n`).join('')
          const report = await run(ingest(store, { now: () => NOW, batchEvents }, ndjsonRecords(chunked(file, chunkBytes), 'f')))
          const records = all.filter((line) => !isSpace(line))
          expect(report.read).toBe(records.length)
          expect(sumOf(report)).toBe(report.read)
          expect(Object.values(report.reasons).reduce((sum, count) => sum + count, 0)).toBe(report.quarantined)
          expect(await factsOf(store)).toHaveLength(report.stored)
          const log = await logOf(store)
          const again = await run(ingest(store, { now: () => NOW }, ndjsonRecords(chunked(file), 'f')))
          expect(again).toEqual({ ...report, stored: 0, duplicates: report.stored + report.duplicates })
          expect(await logOf(store)).toEqual(log)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('how the bytes are cut into chunks changes no record', async () => {
    const recordsOf = async (bytes: Buffer, chunkBytes: number): Promise<unknown> => {
      const records: unknown[] = []
      for await (const { bytes: raw, origin, unterminated } of ndjsonRecords(chunked(bytes, chunkBytes), 'f')) {
        records.push([raw.toString('hex'), origin.line, unterminated])
      }
      return records
    }
    const anyByte = fc.constantFrom(0x0a, 0x0d, 0x20, 0x22, 0x61, 0xc3, 0xa9, 0xef, 0xbb, 0xbf)
    await fc.assert(
      fc.asyncProperty(fc.array(anyByte, { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), async (bytes, chunkBytes) => {
        expect(await recordsOf(Buffer.from(bytes), chunkBytes)).toEqual(await recordsOf(Buffer.from(bytes), 1_000))
      }),
    )
  })
})
