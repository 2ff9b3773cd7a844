import * as E from 'fp-ts/Either'
import { collect } from '../pages'
import type { EventStore, ViewChange } from '../port'
import { appended, type Fixture } from './fixture'
import { sampleEvents } from './sample'

const change = (changed: Partial<ViewChange>): ViewChange => ({
  view: 'progress',
  version: 'v1',
  position: 0,
  upserts: [],
  replace: false,
  ...changed,
})

const changed = async (store: EventStore, view: Partial<ViewChange>): Promise<void> => {
  const result = await store.changeView(change(view))()
  if (E.isLeft(result)) throw new Error(result.left.kind)
}

const rowsOf = async (store: EventStore, view = 'progress'): Promise<Record<string, string>> =>
  Object.fromEntries(await collect(store.viewRows(view)))

export const viewsContract = ({ store, opened }: Fixture): void => {
  describe('views', () => {
    beforeEach(async () => {
      await appended(store(), sampleEvents(0, 10))
    })

    it('do not exist until they are written', async () => {
      expect(await store().view('progress')).toBeUndefined()
      expect(await store().viewRow('progress', 'a')).toBeUndefined()
      expect(await rowsOf(store())).toEqual({})
    })

    it('keep rows and checkpoint, and change only the rows named', async () => {
      await changed(store(), {
        position: 4,
        upserts: [
          ['a', '{"n":1}'],
          ['b', '"é🎉"'],
        ],
      })
      await changed(store(), {
        position: 9,
        upserts: [
          ['b', '2'],
          ['c', '3'],
        ],
      })
      const reopened = await opened().reopen()
      expect(await reopened.view('progress')).toEqual({ version: 'v1', position: 9 })
      expect(await rowsOf(reopened)).toEqual({ a: '{"n":1}', b: '2', c: '3' })
      expect(await reopened.viewRow('progress', 'b')).toBe('2')
    })

    it('are replaced as a whole, and others stay', async () => {
      await changed(store(), {
        position: 4,
        upserts: [
          ['a', '1'],
          ['b', '2'],
        ],
      })
      await changed(store(), { view: 'other', position: 2, upserts: [['a', '9']] })
      await changed(store(), { version: 'v2', position: 3, upserts: [['c', '3']], replace: true })
      expect(await rowsOf(store())).toEqual({ c: '3' })
      expect(await store().view('progress')).toEqual({ version: 'v2', position: 3 })
      expect(await rowsOf(store(), 'other')).toEqual({ a: '9' })
    })

    it('change wholly or not at all: rows that break off leave the old rows and the old checkpoint', async () => {
      await changed(store(), { position: 4, upserts: [['a', '1']] })
      const breaking = function* (): Generator<readonly [string, string]> {
        yield ['a', '2']
        throw new Error('the fold broke')
      }
      await expect(store().changeView(change({ position: 8, upserts: breaking(), replace: true }))()).rejects.toThrow(
        'the fold broke',
      )
      expect(await rowsOf(store())).toEqual({ a: '1' })
      expect(await store().view('progress')).toEqual({ version: 'v1', position: 4 })
      await changed(store(), { position: 5, upserts: [] })
      expect(await store().view('progress')).toEqual({ version: 'v1', position: 5 })
    })

    it('are not changed where another projector moved them first', async () => {
      const expecting = (after: number, position: number) =>
        store().changeView(change({ after, position, upserts: [['a', `${position}`]] }))()
      expect(await expecting(0, 4)).toEqual(E.right(undefined))
      expect(await expecting(0, 6)).toEqual(E.left({ kind: 'ViewMoved', view: 'progress', position: 4 }))
      expect(await expecting(4, 7)).toEqual(E.right(undefined))
      expect(await rowsOf(store())).toEqual({ a: '7' })
    })

    it('cannot stand ahead of the log', async () => {
      await expect(store().changeView(change({ position: 11 }))()).rejects.toThrow(RangeError)
    })

    it('are seen by another handle', async () => {
      const other = await opened().another()
      await changed(store(), { position: 10, upserts: [['k', '1']] })
      expect(await other.view('progress')).toEqual({ version: 'v1', position: 10 })
      expect(await rowsOf(other)).toEqual({ k: '1' })
    })

    it('take and give back ten thousand rows', async () => {
      const rows = Array.from({ length: 10_000 }, (_, index) => [`key-${index}`, `{"n":${index}}`] as const)
      await changed(store(), { position: 10, upserts: rows, replace: true })
      expect(await rowsOf(store())).toEqual(Object.fromEntries(rows))
    })
  })
}
