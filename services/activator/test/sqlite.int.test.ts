import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sameContent } from '@earnback/coupon'
import { ACCOUNT, accountFacts, BUSINESS, issued } from '@earnback/coupon/testing'
import type { EventStore } from '@earnback/event-store'
import { sqliteEventStore } from '@earnback/event-store-sqlite'
import { spendColumns } from '@earnback/projections'
import { Activator, right } from './given'

const RECIPIENT = { recipient: { businessAccountId: BUSINESS } }
const OTHER = 'account-2'
const READY = [
  issued(RECIPIENT),
  issued({ couponId: 'coupon-2', code: 'AUTUMN2026', ...RECIPIENT }),
  ...accountFacts(),
  ...accountFacts(OTHER),
]

let folder = ''
const opened: EventStore[] = []
const open = async (): Promise<EventStore> => {
  const store = right(await sqliteEventStore({ path: join(folder, 'log.db'), columns: spendColumns, sameContent })())
  opened.push(store)
  return store
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earnback-activator-'))
})
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  await rm(folder, { recursive: true })
})

test.each([
  ['one code for two ad accounts', { account: ACCOUNT }, { account: OTHER }, 'CODE_ALREADY_USED'],
  ['two codes for one business account', {}, { code: 'AUTUMN2026', account: OTHER }, 'ACCOUNT_ALREADY_USED_A_COUPON'],
  ['one code for one ad account', {}, {}, 'ALREADY_ACTIVATED'],
])('R19, R20, R22: of two handles on one file, %s, exactly one wins', async (_, mine, theirs, reason) => {
  const one = await new Activator(await open()).take(...READY)
  const other = new Activator(await open())
  const answers = await Promise.all([one.activate(mine), other.activate(theirs)])
  expect(answers.filter(({ accepted }) => accepted)).toHaveLength(1)
  expect(answers.find(({ accepted }) => !accepted)?.reasons).toEqual([reason])
  expect(await one.decided()).toEqual(['CodeReserved', 'SlotTaken', 'CodeActivated', 'ActivationRejected'])
  expect((await one.store.audit(() => undefined)).problems).toEqual([])
})
