import { TokenBuckets } from './access/token-bucket'
import { BoundedCache } from './bounded-cache'
import { Gate } from './reads/gate'

describe('a bucket of tokens', () => {
  test('gives a burst, then so many a second, and says when the next one comes', () => {
    let nowMs = 0
    const buckets = new TokenBuckets({ perSecond: 2, burst: 3, namesMax: 10 }, () => nowMs)
    expect([1, 2, 3, 4].map(() => buckets.take('a'))).toEqual([0, 0, 0, 1])
    expect(buckets.take('b')).toBe(0)
    nowMs = 499
    expect(buckets.take('a')).toBe(1)
    nowMs = 500
    expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 1])
    nowMs = 1_000_000
    expect([1, 2, 3, 4].map(() => buckets.take('a'))).toEqual([0, 0, 0, 1])
  })

  test('of 0 a second holds nobody up', () => {
    const buckets = new TokenBuckets({ perSecond: 0, burst: 0, namesMax: 1 }, () => 0)
    expect(Array.from({ length: 100 }, () => buckets.take('a')).every((seconds) => seconds === 0)).toBe(true)
  })

  test('is forgotten where too many names ask, the one unused for longest first', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1, namesMax: 2 }, () => 0)
    expect(['a', 'b', 'a', 'c', 'a', 'b'].map((name) => buckets.take(name))).toEqual([0, 0, 1, 0, 1, 0])
  })
})

test('a cache keeps to its number and its weight, and drops what came first', () => {
  const cache = new BoundedCache<string>({ entriesMax: 2, weightMax: 10 })
  cache.set('a', 'A', 4)
  cache.set('b', 'B', 4)
  cache.set('a', 'A2', 6)
  expect([cache.get('a'), cache.get('b')]).toEqual(['A2', 'B'])
  cache.set('c', 'C', 4)
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A2', undefined, 'C'])
  cache.set('d', 'D', 11)
  expect([cache.get('a'), cache.get('d')]).toEqual(['A2', undefined])
})

test('a gate runs so many at once, lets so many wait, and turns the rest away', async () => {
  const gate = new Gate({ atOnceMax: 1, waitingMax: 1 })
  const ends: Array<() => void> = []
  const work = (name: string) => gate.pass(() => new Promise<string>((resolve) => ends.push(() => resolve(name))))
  const [first, second] = [work('first'), work('second')]
  expect(await work('third')).toBeUndefined()
  expect(ends).toHaveLength(1)
  ends[0]!()
  expect(await first).toBe('first')
  ends[1]!()
  expect(await second).toBe('second')
  await expect(gate.pass(() => Promise.reject(new Error('fails')))).rejects.toThrow('fails')
  expect(await gate.pass(async () => 'fine')).toBe('fine')
})
