import { appended, type Fixture } from './fixture'
import { sampleEvent, sampleEvents } from './sample'

export const auditContract = ({ store, opened }: Fixture): void => {
  describe('auditing', () => {
    it('finds an empty log clean', async () => {
      expect(await store().audit(() => undefined)).toEqual({
        events: 0,
        head: { position: 0, hash: '0'.repeat(64), recordedAt: undefined },
        problems: [],
      })
    })

    it('counts the events, finds nothing wrong, and says how far it is', async () => {
      await appended(
        store(),
        sampleEvents(0, 2_000, (index) => ({ stream: `s-${index % 13}`, notes: { line: index } })),
      )
      await appended(store(), [sampleEvent('e-7'), sampleEvent('more', { text: '🎉' })])
      for (let index = 0; index < 80; index++) await appended(store(), [sampleEvent(`single-${index}`)])
      const told: Array<readonly [number, number]> = []
      const audit = await store().audit((done, total) => told.push([done, total]))
      expect(audit).toEqual({ events: 2_081, head: await store().head(), problems: [] })
      expect(told.at(-1)).toEqual([2_081, 2_081])
    })

    it('finds a reopened log clean, with the same head', async () => {
      await appended(store(), sampleEvents(0, 100))
      const head = await store().head()
      const audit = await (await opened().reopen()).audit(() => undefined)
      expect(audit).toEqual({ events: 100, head, problems: [] })
    })

    it('gives every append a hash of its own', async () => {
      const hashes = new Set<string>()
      for (let index = 0; index < 5; index++) {
        await appended(store(), [sampleEvent(`e-${index}`)])
        hashes.add((await store().head()).hash)
      }
      expect(hashes.size).toBe(5)
    })
  })
}
