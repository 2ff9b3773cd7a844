import * as E from 'fp-ts/Either'
import { NO_STREAM } from '../port'
import { appended, type Fixture } from './fixture'
import { sampleEvent, sampleEvents, T0 } from './sample'

export const settleContract = ({ store, opened }: Fixture): void => {
  describe('settling', () => {
    it('answers what the append then answers, and stores nothing', async () => {
      await appended(store(), sampleEvents(0, 3))
      const events = [sampleEvent('e-1'), sampleEvent('e-2', { amount: 9 }), sampleEvent('new'), sampleEvent('new')]
      const following = () => [sampleEvent('follows', { stream: 't' })]
      const expected = new Map([['t', NO_STREAM]])
      const told = await store().settle(events, expected, following)()
      expect(await store().settle(events, expected, following)()).toEqual(told)
      expect(await store().head()).toMatchObject({ position: 3 })
      expect(store().streamOrdinal('t')).toBeUndefined()
      expect(await store().append(events, T0, expected, following)()).toEqual(told)
      expect((await (await opened().reopen()).head()).position).toBe(5)
    })

    it('refuses what the append would refuse', async () => {
      await appended(store(), [sampleEvent('a', { stream: 's' })])
      const expected = new Map([['s', NO_STREAM]])
      expect(await store().settle([sampleEvent('b')], expected)()).toEqual(
        E.left({ kind: 'RevisionConflict', stream: 's', expected: NO_STREAM, actual: 0 }),
      )
      expect(E.isRight(await store().settle([sampleEvent('a')], expected)())).toBe(true)
    })

    it('throws what the append would throw', async () => {
      const broken = { ...sampleEvent('a'), json: '"\ud83d"' }
      await expect(store().settle([sampleEvent('b'), broken])()).rejects.toThrow(TypeError)
      await expect(store().settle([sampleEvent('b'), sampleEvent('c', { kind: 256 })])()).rejects.toThrow(RangeError)
      expect((await appended(store(), [sampleEvent('b')])).head).toBe(1)
    })

    it('knows what another handle appended', async () => {
      const other = await opened().another()
      await appended(other, [sampleEvent('a')])
      expect(await store().settle([sampleEvent('a')])()).toEqual(
        E.right({ outcomes: [{ outcome: 'duplicate', position: 1 }], head: 1 }),
      )
    })
  })
}
