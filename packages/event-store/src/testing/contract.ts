import { appendContract } from './contract-append'
import { auditContract } from './contract-audit'
import { columnsContract } from './contract-columns'
import { followContract } from './contract-follow'
import { identityContract } from './contract-identity'
import { readContract } from './contract-read'
import { settleContract } from './contract-settle'
import { subscribeContract } from './contract-subscribe'
import { transactContract } from './contract-transact'
import { viewsContract } from './contract-views'
import type { Fixture, OpenedStore, OpenStore } from './fixture'
import { sampleColumns, sameSampleContent } from './sample'

/** The promises that every adapter of the port keeps. */
export const eventStoreContract = (name: string, open: OpenStore): void => {
  describe(`The event store contract, kept by ${name}`, () => {
    let current: OpenedStore | undefined
    beforeEach(async () => {
      current = await open({ columns: sampleColumns(), sameContent: sameSampleContent })
    })
    afterEach(async () => {
      await current?.dispose()
    })
    const opened = (): OpenedStore => {
      if (current === undefined) throw new Error('no store is open')
      return current
    }
    const fixture: Fixture = { opened, store: () => opened().store }
    appendContract(fixture)
    followContract(fixture)
    settleContract(fixture)
    identityContract(fixture)
    readContract(fixture)
    subscribeContract(fixture)
    columnsContract(fixture)
    viewsContract(fixture)
    transactContract(fixture)
    auditContract(fixture)
  })
}
