import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import {
  csvRecords,
  type CsvOptions,
  ingest,
  type IngestReport,
  listQuarantine,
  parseMapping,
  type RawRecord,
  retryQuarantine,
  showQuarantine,
} from '../src'
import { at, chunked, emptyStore, factsOf, left, NOW, right, run } from './given'

const HEADER = 'spend_id,occurred_at,account_id,amount,currency'
const TIME = '2026-03-01T10:00:00.000+09:00'

const rows = (...cells: ReadonlyArray<string>): string => cells.map((row) => `${row}\n`).join('')

const takeCsv = (store: ReturnType<typeof emptyStore>, csv: Buffer | string, options: CsvOptions = {}): Promise<IngestReport> =>
  run(ingest(store, { now: () => NOW }, csvRecords(chunked(csv), 'export.csv', options)))

const eventsOf = async (csv: string, options: CsvOptions = {}): Promise<ReadonlyArray<Record<string, unknown>>> => {
  const store = emptyStore()
  expect(await takeCsv(store, csv, options)).toMatchObject({ quarantined: 0 })
  return (await factsOf(store)).map(({ json }) => JSON.parse(json) as Record<string, unknown>)
}

const refusalOf = async (csv: string, options: CsvOptions = {}): Promise<unknown> =>
  left(await ingest(emptyStore(), { now: () => NOW }, csvRecords(chunked(csv), 'export.csv', options))())

const entriesOf = async (
  csv: Buffer | string,
): Promise<ReadonlyArray<{ readonly code: string; readonly line: unknown; readonly raw: string }>> => {
  const store = emptyStore()
  await takeCsv(store, csv)
  const entries = await run(listQuarantine(store))
  return Promise.all(
    entries.map(async ({ code, origin, quarantineId }) => ({
      code,
      line: origin.line,
      raw: (await run(showQuarantine(store, quarantineId))).raw.toString('latin1'),
    })),
  )
}

describe('a spend export', () => {
  test('each row becomes a SpendRecorded; the amount keeps every digit', async () => {
    expect(await eventsOf(rows(HEADER, `s-1,${TIME},2821,0.002940,CNY`))).toEqual([
      {
        specversion: '1.0',
        id: 's-1',
        source: '/csv',
        type: 'earnback.SpendRecorded.v1',
        time: TIME,
        data: { spendId: 's-1', adAccountId: '2821', amount: { amount: '0.002940', currency: 'CNY' } },
      },
    ])
  })

  test('other columns are mapped, and optional fields that are empty are absent', async () => {
    const mapping = right(
      parseMapping(
        'spendId=id,amount=gross,kind=type,tax=vat,cash=paid,credit=coupon,periodStart=from,periodEnd=to,campaignId=campaign',
      ),
    )
    const header = 'campaign,id,occurred_at,account_id,gross,currency,type,vat,paid,coupon,from,to'
    const full = `c-9,s-1,${TIME},7,11,JPY,ad_spend,1,8,3,2026-03-01T00:00:00+09:00,2026-03-02T00:00:00+09:00`
    const bare = `,s-2,${TIME},7,11,JPY,,,,,,`
    const [first, second] = await eventsOf(rows(header, full, bare), { mapping, source: '/billing' })
    expect(first).toMatchObject({ source: '/billing' })
    expect(first?.data).toEqual({
      spendId: 's-1',
      adAccountId: '7',
      amount: { amount: '11', currency: 'JPY' },
      kind: 'ad_spend',
      tax: { amount: '1', currency: 'JPY' },
      funding: { cash: { amount: '8', currency: 'JPY' }, credit: { amount: '3', currency: 'JPY' } },
      period: { start: '2026-03-01T00:00:00+09:00', end: '2026-03-02T00:00:00+09:00' },
      campaignId: 'c-9',
    })
    expect(second?.data).toEqual({ spendId: 's-2', adAccountId: '7', amount: { amount: '11', currency: 'JPY' } })
  })

  test('quoted cells hold commas, quotes and line breaks; lines are counted through them', async () => {
    const store = emptyStore()
    await takeCsv(store, rows(HEADER, `"a ""b"", c\nd",${TIME},7,1,JPY`, `s-2,"${TIME}",7,1,"JPY"`))
    const [first, second] = await factsOf(store)
    expect(JSON.parse(first?.json ?? '')).toMatchObject({ id: 'a "b", c\nd' })
    expect([first?.notes, second?.notes]).toEqual([
      { file: 'export.csv', line: 2 },
      { file: 'export.csv', line: 4 },
    ])
  })

  test('a byte order mark, Windows line ends, blank lines and a missing last newline are no matter', async () => {
    const csv = `\ufeff${HEADER}\r\ns-1,${TIME},7,1,JPY\r\n\r\ns-2,${TIME},7,1,JPY`
    expect((await eventsOf(csv)).map(({ id }) => id)).toEqual(['s-1', 's-2'])
  })

  test('the same file twice changes nothing, and a spend id with two times is a conflict that is kept', async () => {
    const store = emptyStore()
    const csv = rows(HEADER, `s-1,${TIME},7,1,JPY`, `s-1,2026-03-01T11:00:00+09:00,7,1,JPY`)
    expect(await takeCsv(store, csv)).toMatchObject({ read: 2, stored: 1, reasons: { ID_CONFLICT: 1 } })
    expect(await takeCsv(store, csv)).toMatchObject({ read: 2, stored: 0, duplicates: 1, reasons: { ID_CONFLICT: 1 } })
    expect(await factsOf(store)).toHaveLength(1)
  })
})

describe('a row that can not be taken in spoils no other', () => {
  test('bad quoting, wrong numbers of cells and bad values are set aside with the raw row', async () => {
    const bad = [
      `s"1,${TIME},7,1,JPY`,
      `"s-2"x,${TIME},7,1,JPY`,
      `s-3,${TIME},7,1`,
      `s-4,${TIME},7,1,JPY,`,
      `s-5,${TIME},7,"1,000",JPY`,
      `s-6,,7,1,JPY`,
    ]
    const csv = rows(HEADER, ...bad.flatMap((row, index) => [row, `good-${index},${TIME},7,1,JPY`]))
    const store = emptyStore()
    expect(await takeCsv(store, csv)).toMatchObject({ read: 12, stored: 6, quarantined: 6 })
    expect(await entriesOf(csv)).toEqual([
      { code: 'CSV_QUOTING', line: 2, raw: bad[0] },
      { code: 'CSV_QUOTING', line: 4, raw: bad[1] },
      { code: 'CSV_CELLS', line: 6, raw: bad[2] },
      { code: 'CSV_CELLS', line: 8, raw: bad[3] },
      { code: 'AMOUNT_NOT_DECIMAL', line: 10, raw: bad[4] },
      { code: 'INSTANT_INVALID', line: 12, raw: bad[5] },
    ])
  })

  test('a quote that is never closed is kept with all that it swallowed', async () => {
    const swallowed = `"s-1,${TIME},7,1,JPY\ns-2,${TIME},7,1,JPY\n`
    expect(await entriesOf(rows(HEADER, `s-0,${TIME},7,1,JPY`) + swallowed)).toEqual([
      { code: 'CSV_QUOTING', line: 3, raw: swallowed },
    ])
  })

  test('bytes that are not UTF-8 are kept as they came', async () => {
    const csv = Buffer.concat([
      Buffer.from(rows(HEADER, `s-0,${TIME},7,1,JPY`)),
      Buffer.from(`s-\xff,${TIME},7,1,JPY\n`, 'latin1'),
    ])
    expect(await entriesOf(csv)).toEqual([{ code: 'INVALID_UTF8', line: 3, raw: `s-\xff,${TIME},7,1,JPY` }])
  })

  test('a row of more than 1 MiB is kept whole', async () => {
    const row = `s-1,${TIME},7,1,${'x'.repeat(2_000_000)}`
    expect(await entriesOf(rows(HEADER, row))).toEqual([{ code: 'RECORD_TOO_LARGE', line: 2, raw: row }])
  })

  test('a retry reads the row as it was read, and a repaired record is a CloudEvent', async () => {
    const store = emptyStore()
    const mapping = { spendId: 'id', amount: 'cost, gross' }
    const csv = rows(
      'id,occurred_at,account_id,"cost, gross",currency',
      `s-1,2026-03-10T12:00:00Z,7,1.50,JPY`,
      `s-2,${TIME},7,1;50,JPY`,
    )
    await takeCsv(store, csv, { mapping, source: '/billing' })
    const [early, bad] = await run(listQuarantine(store))
    expect(early?.origin).toEqual({
      file: 'export.csv',
      line: 2,
      format: 'csv',
      header: '["id","occurred_at","account_id","cost, gross","currency"]',
      mapping:
        '{"spendId":"id","occurredAt":"occurred_at","adAccountId":"account_id","amount":"cost, gross","currency":"currency"}',
      source: '/billing',
    })
    const now = at('2026-03-11T00:00:00Z')
    expect(await run(retryQuarantine(store, early?.quarantineId ?? '', { now }))).toMatchObject({
      outcome: 'stored',
      eventSource: '/billing',
      eventId: 's-1',
    })
    expect(left(await retryQuarantine(store, bad?.quarantineId ?? '', { now })())).toMatchObject({ code: 'AMOUNT_NOT_DECIMAL' })
    const [first] = await factsOf(store)
    const repaired = JSON.stringify({ ...(JSON.parse(first?.json ?? '') as object), id: 's-2' })
    expect(await run(retryQuarantine(store, bad?.quarantineId ?? '', { now, replacement: Buffer.from(repaired) }))).toMatchObject(
      { eventId: 's-2' },
    )
    expect(first?.json).toContain('"amount":"1.50"')
    expect(first?.notes).toEqual({ file: 'export.csv', line: 2, causationid: early?.quarantineId })
  })
})

describe('a header that does not fit is wrong usage, told before anything is taken in', () => {
  test('a missing column is named, beside the columns there are and the one that was probably meant', async () => {
    expect(await refusalOf(rows('spend_id,occurred_at,account_id,amount_cny,currency', `s-1,${TIME},7,1,CNY`))).toEqual({
      kind: 'SourceUnusable',
      code: 'CSV_COLUMN_MISSING',
      message:
        'export.csv has no column "amount" for amount; its columns are spend_id, occurred_at, account_id, amount_cny, currency. Did you mean --map amount=amount_cny?',
    })
  })

  test.each([
    ['a mapped column that stands there twice', `${HEADER},amount\n`, 'CSV_COLUMN_AMBIGUOUS'],
    ['no line at all', '', 'CSV_HEADER_MISSING'],
    ['a header that is no row', 'spend"_id,occurred_at\n', 'CSV_HEADER_INVALID'],
  ])('%s', async (_, csv, code) => {
    expect(await refusalOf(csv)).toMatchObject({ kind: 'SourceUnusable', code })
  })

  test.each([
    ['amuont=cost', 'there is no field "amuont" to map; did you mean amount?'],
    ['amount', 'found "amount", expected field=column'],
    ['amount=', 'found "amount=", expected field=column'],
    ['amount=a,amount=b', 'the field amount is mapped twice'],
    ['__proto__=a', 'there is no field "__proto__" to map'],
  ])('a mapping %s', (text, says) => {
    expect(left(parseMapping(text))).toMatchObject({ kind: 'MappingInvalid', message: expect.stringContaining(says) as string })
    expect(E.isRight(parseMapping('amount=a=b, currency = c'))).toBe(true)
  })
})

const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', ' ', '1'), maxLength: 6 })

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

describe('the law of conservation for rows', () => {
  test('any cells, quoted, come back as they were, wherever the chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 30 }),
        async (ids, chunkBytes) => {
          const csv = rows(HEADER, ...ids.map((id) => [id, TIME, '7', '1', 'JPY'].map(quoted).join(',')))
          const found: unknown[] = []
          for await (const { text } of csvRecords(chunked(csv, chunkBytes), 'f'))
            found.push((JSON.parse(text ?? '') as { id: unknown }).id)
          expect(found).toEqual(ids)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('read = stored + duplicates + quarantined for any bytes after the header, and no byte but line ends is lost', async () => {
    const garbage = fc
      .array(fc.constantFrom('s-1', TIME, '7', '1', 'JPY', ',', ',', '"', '\n', '\r', 'é'), { maxLength: 60 })
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(garbage, fc.integer({ min: 1, max: 30 }), async (body, chunkBytes) => {
        const store = emptyStore()
        const csv = `${HEADER}\n${body}`
        const records: RawRecord[] = []
        const seen = async function* (): AsyncGenerator<RawRecord> {
          for await (const record of csvRecords(chunked(csv, chunkBytes), 'f')) {
            records.push(record)
            yield record
          }
        }
        const { read, stored, duplicates, quarantined } = await run(ingest(store, { now: () => NOW }, seen()))
        expect(read).toBe(stored + duplicates + quarantined)
        const bare = (text: string): string => text.replace(/[\r\n ]/g, '')
        expect(bare(records.map(({ bytes }) => bytes.toString()).join(''))).toBe(bare(body))
      }),
      { numRuns: 300 },
    )
  })
})
