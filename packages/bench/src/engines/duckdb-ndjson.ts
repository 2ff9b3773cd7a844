import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Appender, Engine, Live } from '../engine'
import type { Answers } from '../reference'
import { ANSWERS, ONE_ANSWER, connect, readAnswers } from './duckdb'
import { FLOOR_DURABILITY, appendLines } from './floor'

const couponFile = (folder: string): string => join(folder, 'coupons.ndjson')
const spendFile = (folder: string): string => join(folder, 'spend.ndjson')

const readJson = (file: string, data: string): string =>
  `read_json('${file.replaceAll("'", "''")}', format = 'newline_delimited',
    columns = {type: 'VARCHAR', time: 'VARCHAR', data: 'STRUCT(${data})'})`

const AT = 'epoch_us(time::TIMESTAMP)'

const couponSql = (folder: string): string => `
  WITH event AS MATERIALIZED (
    SELECT type, ${AT} AS occurred_at, data
    FROM ${readJson(couponFile(folder), 'couponId VARCHAR, adAccountId VARCHAR, offer STRUCT(spendWindow VARCHAR)')})
  SELECT activated.data.couponId AS coupon_id, activated.data.adAccountId AS ad_account_id, activated.occurred_at AS activated_at,
    activated.occurred_at + 86400000000 * regexp_extract(issued.data.offer.spendWindow, '[0-9]+')::BIGINT AS window_ends_at
  FROM event activated JOIN event issued ON activated.data.couponId = issued.data.couponId
  WHERE activated.type = 'earnback.CodeActivated.v1' AND issued.type = 'earnback.CodeIssued.v1'`

/** Decimal text becomes DECIMAL and then micros, so no float touches an amount here either. */
const spendSql = (folder: string): string => `
  SELECT data.adAccountId AS ad_account_id, data.spendId AS spend_id, ${AT} AS occurred_at,
    (data.amount.amount::DECIMAL(18, 6) * 1000000)::BIGINT AS amount
  FROM ${readJson(spendFile(folder), 'spendId VARCHAR, adAccountId VARCHAR, amount STRUCT(amount VARCHAR)')}`

const openForAppend = async (folder: string): Promise<Appender> => {
  const coupons = await open(couponFile(folder), 'a')
  const spend = await open(spendFile(folder), 'a')
  return {
    append:
      ({ events, lines }) =>
      async () => {
        const couponLines = lines.filter((_, i) => events[i]?.type !== 'earnback.SpendRecorded.v1')
        if (couponLines.length > 0) await appendLines(coupons, couponLines)
        await appendLines(spend, couponLines.length === 0 ? lines : lines.slice(couponLines.length))
      },
    durability: () => Promise.resolve(FLOOR_DURABILITY),
    close: async () => {
      await coupons.close()
      await spend.close()
    },
  }
}

const rebuild = async (folder: string): Promise<Answers> => {
  const { connection, close } = await connect(':memory:')
  const answers = await readAnswers(
    connection,
    `WITH coupon AS (${couponSql(folder)}), spend AS (${spendSql(folder)}), ${ANSWERS}`,
  )
  close()
  return answers
}

const openLive = async (folder: string): Promise<Live> => {
  const { connection, close } = await connect(':memory:')
  await connection.run(`CREATE TABLE coupon AS ${couponSql(folder)}`)
  const query = await connection.prepare(`WITH spend AS (${spendSql(folder)}) ${ONE_ANSWER}`)
  const file = await open(spendFile(folder), 'a')
  return {
    settle: async (event, line) => {
      await appendLines(file, [line])
      query.bind({ account: event.data.adAccountId })
      return BigInt(String((await query.runAndReadAll()).getRows()[0]?.[0]))
    },
    close: async () => {
      await file.close()
      close()
    },
  }
}

export const duckdbNdjson: Engine = {
  about:
    'DuckDB 1.5.5, 2 threads, over NDJSON files (coupons in one, spend in the other), which are written as the floor writes its own; ' +
    'every answer reads the file.',
  openForAppend,
  rebuild,
  openLive,
}
