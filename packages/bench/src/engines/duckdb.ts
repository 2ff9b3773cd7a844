import {
  BIGINT,
  DuckDBDataChunk,
  DuckDBInstance,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api'
import { join } from 'node:path'
import type { Appender, Engine, Live } from '../engine'
import type { BenchEvent, SpendRecorded } from '../events'
import type { Answers } from '../reference'
import { amountMicros, instantMicros } from '../text'

/** Every attribute of an event has a column of its own, so nothing is lost; instants and amounts are micros. */
const SCHEMA = `
  CREATE TABLE spend (
    id VARCHAR, source VARCHAR, occurred_at BIGINT, spend_id VARCHAR, ad_account_id VARCHAR,
    amount BIGINT, currency VARCHAR, kind VARCHAR, campaign_id VARCHAR);
  CREATE TABLE coupon_event (type VARCHAR, occurred_at BIGINT, coupon_id VARCHAR, event VARCHAR)`
const SPEND_TYPES = [VARCHAR, VARCHAR, BIGINT, VARCHAR, VARCHAR, BIGINT, VARCHAR, VARCHAR, VARCHAR]
const COUPON_TYPES = [VARCHAR, BIGINT, VARCHAR, VARCHAR]

const COUPON = `
  SELECT coupon_id, activated.event->>'$.data.adAccountId' AS ad_account_id, activated.occurred_at AS activated_at,
    activated.occurred_at + 86400000000 * regexp_extract(issued.event->>'$.data.offer.spendWindow', '[0-9]+')::BIGINT AS window_ends_at
  FROM coupon_event activated JOIN coupon_event issued USING (coupon_id)
  WHERE activated.type = 'earnback.CodeActivated.v1' AND issued.type = 'earnback.CodeIssued.v1'`

/** Expects `coupon` and `spend` in scope. Grouping by an ordinal is faster than by the account's name. */
export const ANSWERS = `
  numbered AS MATERIALIZED (SELECT row_number() OVER () AS ordinal, * FROM coupon),
  counted AS (
    SELECT ordinal, spend_id, any_value(amount) AS amount FROM spend JOIN numbered USING (ad_account_id)
    WHERE occurred_at > activated_at AND occurred_at < window_ends_at GROUP BY ordinal, spend_id)
  SELECT coupon_id, coalesce(sum(amount), 0)::VARCHAR FROM numbered LEFT JOIN counted USING (ordinal) GROUP BY coupon_id`

/** The same for one account, `$account`. */
export const ONE_ANSWER = `
  SELECT coalesce(sum(amount), 0)::VARCHAR FROM (
    SELECT any_value(amount) AS amount FROM spend JOIN coupon USING (ad_account_id)
    WHERE ad_account_id = $account AND occurred_at > activated_at AND occurred_at < window_ends_at GROUP BY spend_id)`

export const connect = async (file: string): Promise<{ connection: DuckDBConnection; close: () => void }> => {
  const instance = await DuckDBInstance.create(file, { threads: '2' })
  const connection = await instance.connect()
  const close = (): void => {
    connection.closeSync()
    instance.closeSync()
  }
  return { connection, close }
}

const fileIn = (folder: string): string => join(folder, 'events.duckdb')

const isSpend = (event: BenchEvent): event is SpendRecorded => 'spendId' in event.data

const spendColumns = (events: ReadonlyArray<SpendRecorded>): DuckDBValue[][] => [
  events.map(({ id }) => id),
  events.map(({ source }) => source),
  events.map(({ time }) => BigInt(instantMicros(time))),
  events.map(({ data }) => data.spendId),
  events.map(({ data }) => data.adAccountId),
  events.map(({ data }) => amountMicros(data.amount.amount)),
  events.map(({ data }) => data.amount.currency),
  events.map(({ data }) => data.kind),
  events.map(({ data }) => data.campaignId),
]

const couponColumns = (events: ReadonlyArray<Exclude<BenchEvent, SpendRecorded>>): DuckDBValue[][] => [
  events.map(({ type }) => type),
  events.map(({ time }) => BigInt(instantMicros(time))),
  events.map(({ data }) => data.couponId),
  events.map((event) => JSON.stringify(event)),
]

const appendColumns = (
  appender: DuckDBAppender,
  types: typeof SPEND_TYPES | typeof COUPON_TYPES,
  columns: DuckDBValue[][],
): void => {
  const rows = columns[0]?.length ?? 0
  if (rows === 0) return
  const chunk = DuckDBDataChunk.create(types, rows)
  chunk.setColumns(columns)
  appender.appendDataChunk(chunk)
  appender.flushSync()
}

const openForAppend = async (folder: string): Promise<Appender> => {
  const { connection, close } = await connect(fileIn(folder))
  await connection.run(SCHEMA)
  const spend = await connection.createAppender('spend')
  const coupons = await connection.createAppender('coupon_event')
  return {
    append:
      ({ events }) =>
      async () => {
        await connection.run('BEGIN TRANSACTION')
        appendColumns(coupons, COUPON_TYPES, couponColumns(events.filter((event) => !isSpend(event))))
        appendColumns(spend, SPEND_TYPES, spendColumns(events.filter(isSpend)))
        await connection.run('COMMIT')
      },
    durability: () => Promise.resolve('write-ahead log synced at every commit; identity is not checked'),
    close: () => {
      spend.closeSync()
      coupons.closeSync()
      close()
      return Promise.resolve()
    },
  }
}

export const readAnswers = async (connection: DuckDBConnection, sql: string): Promise<Answers> => {
  const rows = (await connection.runAndReadAll(sql)).getRows()
  return new Map(rows.map(([couponId, micros]) => [String(couponId), BigInt(String(micros))]))
}

const rebuild = async (folder: string): Promise<Answers> => {
  const { connection, close } = await connect(fileIn(folder))
  const answers = await readAnswers(connection, `WITH coupon AS (${COUPON}), ${ANSWERS}`)
  close()
  return answers
}

const openLive = async (folder: string): Promise<Live> => {
  const { connection, close } = await connect(fileIn(folder))
  await connection.run(`CREATE TEMPORARY TABLE coupon AS ${COUPON}`)
  const insert = await connection.prepare(`INSERT INTO spend VALUES (${SPEND_TYPES.map((_, i) => `$${i + 1}`).join(', ')})`)
  const query = await connection.prepare(ONE_ANSWER)
  return {
    settle: async (event) => {
      insert.bind(spendColumns([event]).map(([value]) => value ?? null))
      await insert.run()
      query.bind({ account: event.data.adAccountId })
      return BigInt(String((await query.runAndReadAll()).getRows()[0]?.[0]))
    },
    close: () => Promise.resolve(close()),
  }
}

export const duckdb: Engine = {
  about:
    'DuckDB 1.5.5, 2 threads: a table of typed columns filled by its appender, a commit per 1,000 events; ' +
    'one SQL query with GROUP BY spend id; one more line is an INSERT and the query for that account.',
  openForAppend,
  rebuild,
  openLive,
}
