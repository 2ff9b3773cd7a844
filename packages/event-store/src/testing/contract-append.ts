import { collectEvents } from '../pages'
import { NO_STREAM } from '../port'
import { appended, refused, type Fixture } from './fixture'
import { later, sampleEvent, sampleEvents, T0 } from './sample'

const LARGE_BYTES = 10 * 1024 * 1024

const revisionContract = ({ store }: Fixture): void => {
  describe('expected revisions', () => {
    it('appends where the stream is at the expected revision, and where it must not exist and does not', async () => {
      await appended(store(), [sampleEvent('a', { stream: 's' })], T0, new Map([['s', NO_STREAM]]))
      await appended(store(), [sampleEvent('b', { stream: 's' })], T0, new Map([['s', 0]]))
      expect((await store().head()).position).toBe(2)
    })

    it('refuses where the stream is further than expected, and names both revisions', async () => {
      await appended(store(), [sampleEvent('a', { stream: 's' }), sampleEvent('b', { stream: 's' })])
      expect(await refused(store(), [sampleEvent('c', { stream: 's' })], new Map([['s', 0]]))).toEqual({
        kind: 'RevisionConflict',
        stream: 's',
        expected: 0,
        actual: 1,
      })
    })

    it('refuses where a stream must exist and does not', async () => {
      expect(await refused(store(), [sampleEvent('a')], new Map([['s', 3]]))).toMatchObject({ actual: NO_STREAM, expected: 3 })
    })

    it('refuses where a stream must not exist and does', async () => {
      await appended(store(), [sampleEvent('a', { stream: 's' })])
      expect(await refused(store(), [sampleEvent('b', { stream: 's' })], new Map([['s', NO_STREAM]]))).toMatchObject({
        actual: 0,
      })
    })

    it('checks every stream that is named, not only those appended to', async () => {
      await appended(store(), [sampleEvent('a', { stream: 's' })])
      const expected = new Map([
        ['t', NO_STREAM],
        ['s', 4],
      ])
      expect(await refused(store(), [sampleEvent('b', { stream: 't' })], expected)).toMatchObject({ stream: 's' })
    })

    it('stores nothing of a refused append, and the next one takes its positions', async () => {
      await appended(store(), [sampleEvent('a', { stream: 's' })])
      await refused(store(), [sampleEvent('b', { stream: 't' }), sampleEvent('c', { stream: 's' })], new Map([['s', 9]]))
      const next = await appended(store(), [sampleEvent('b', { stream: 't' })])
      expect(next).toEqual({ outcomes: [{ outcome: 'stored', position: 2 }], head: 2 })
      expect((await collectEvents(store().readStream('t'))).map((event) => event.revision)).toEqual([0])
    })
  })
}

const orderContract = ({ store, opened }: Fixture): void => {
  describe('order', () => {
    it('gives positions from 1 without gaps, in the order of arrival', async () => {
      await appended(store(), sampleEvents(0, 3))
      await appended(store(), sampleEvents(3, 1))
      await appended(store(), sampleEvents(4, 2))
      const events = await collectEvents(store().readAll(0))
      expect(events.map((event) => event.position)).toEqual([1, 2, 3, 4, 5, 6])
      expect(events.map((event) => (JSON.parse(event.json) as { id: string }).id)).toEqual([
        'e-0',
        'e-1',
        'e-2',
        'e-3',
        'e-4',
        'e-5',
      ])
    })

    it('gives revisions from 0 in each stream', async () => {
      await appended(
        store(),
        sampleEvents(0, 6, (index) => ({ stream: `s-${index % 2}` })),
      )
      await appended(
        store(),
        sampleEvents(6, 3, (index) => ({ stream: `s-${index % 3}` })),
      )
      const events = await collectEvents(store().readAll(0))
      expect(events.map((event) => `${event.stream}@${event.revision}`)).toEqual([
        's-0@0',
        's-1@0',
        's-0@1',
        's-1@1',
        's-0@2',
        's-1@2',
        's-0@3',
        's-1@3',
        's-2@0',
      ])
    })

    it('keeps the order of appends that are asked for at once', async () => {
      await Promise.all(sampleEvents(0, 20).map((event) => appended(store(), [event])))
      const ids = (await collectEvents(store().readAll(0))).map((event) => (JSON.parse(event.json) as { id: string }).id)
      expect(ids).toEqual(sampleEvents(0, 20).map((event) => event.id))
    })

    it('never lets the time of recording go back, though the clock does', async () => {
      await appended(store(), [sampleEvent('a')], later(5))
      await appended(store(), [sampleEvent('b')], later(-5))
      const reopened = await opened().reopen()
      await appended(reopened, [sampleEvent('c')], later(1))
      await appended(reopened, [sampleEvent('d')], later(6))
      const times = (await collectEvents(reopened.readAll(0))).map((event) => event.recordedAt)
      expect(times).toEqual([later(5), later(5), later(5), later(6)])
    })

    it('goes on from where it was when it is opened again', async () => {
      await appended(store(), sampleEvents(0, 3))
      const before = await store().head()
      const reopened = await opened().reopen()
      expect(await reopened.head()).toEqual(before)
      await appended(reopened, sampleEvents(3, 2))
      const events = await collectEvents(reopened.readAll(0))
      expect(events.map((event) => event.revision)).toEqual([0, 1, 2, 3, 4])
    })

    it('lets two handles append in turn to one log', async () => {
      const other = await opened().another()
      for (let turn = 0; turn < 6; turn++) {
        await appended(
          turn % 2 === 0 ? store() : other,
          sampleEvents(turn * 2, 2, (index) => ({ stream: `s-${index % 5}` })),
        )
      }
      const events = await collectEvents(store().readAll(0))
      expect(events.map((event) => event.position)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
      expect(events.filter((event) => event.stream === 's-1').map((event) => event.revision)).toEqual([0, 1, 2])
    })
  })
}

const contentContract = ({ store, opened }: Fixture): void => {
  describe('content', () => {
    it('answers an empty append with the head and keeps nothing of it', async () => {
      expect(await appended(store(), [])).toEqual({ outcomes: [], head: 0 })
      expect(await store().head()).toEqual({ position: 0, hash: '0'.repeat(64), recordedAt: undefined })
    })

    it('gives back every character: two, three and four bytes, escapes, NUL, and half a pair that is escaped', async () => {
      const texts = ['é ß', '日本語の文字', '🎉👩‍👩‍👧 𝔘', 'a\u0000b', '\ufeffbom', '\ud83d alone', 'ends on 🎉']
      const events = texts.map((text, index) => sampleEvent(`é-${index}-🎉`, { text, stream: `spend-日本-${index % 2}🎉` }))
      await appended(store(), events)
      const stored = await collectEvents((await opened().reopen()).readAll(0))
      expect(stored.map((event) => event.json)).toEqual(events.map((event) => event.json))
      expect(stored.map((event) => event.stream)).toEqual(events.map((event) => event.stream))
    })

    it('throws on text that UTF-8 cannot hold, and stores nothing', async () => {
      const event = sampleEvent('a')
      const broken = { ...event, json: event.json.replace('sample', 'sample \ud83d') }
      await expect(store().append([sampleEvent('b'), broken], T0)()).rejects.toThrow(TypeError)
      expect((await store().head()).position).toBe(0)
    })

    it('keeps notes with their event and nothing where there were none', async () => {
      const notes = { topic: 'spend', partition: 3, offset: '9007199254740993' }
      await appended(store(), [sampleEvent('a'), sampleEvent('b', { notes }), sampleEvent('c')])
      const stored = await collectEvents((await opened().reopen()).readAll(0))
      expect(stored.map((event) => event.notes)).toEqual([undefined, notes, undefined])
      expect(stored.map((event) => 'notes' in event)).toEqual([false, true, false])
    })

    it('holds an event of 10 MB beside small ones', async () => {
      const large = sampleEvent('large', { text: 'é'.repeat(LARGE_BYTES / 2) })
      await appended(store(), [sampleEvent('a'), large, sampleEvent('b')])
      const stored = await collectEvents(store().readAll(0))
      expect(stored[1]?.json === large.json).toBe(true)
      expect(stored[2]?.json).toBe(sampleEvent('b').json)
    })

    it('holds an append of 5,000 events', async () => {
      const events = sampleEvents(0, 5_000, (index) => ({ stream: `s-${index % 77}`, text: index % 9 === 0 ? 'ü' : '' }))
      expect((await appended(store(), events)).head).toBe(5_000)
      const stored = await collectEvents(store().readAll(0))
      expect(stored.map((event) => event.json)).toEqual(events.map((event) => event.json))
    })
  })
}

export const appendContract = (fixture: Fixture): void => {
  revisionContract(fixture)
  orderContract(fixture)
  contentContract(fixture)
}
