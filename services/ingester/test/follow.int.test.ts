import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { follow, readChunks, SourceFault, type RawRecord } from '../src'

/** Follows a path; `next` lets it look once and tells what it found. */
const following = (path: string): { readonly next: () => Promise<ReadonlyArray<string>>; readonly stop: () => Promise<void> } => {
  const stopping = new AbortController()
  let found: RawRecord[] = []
  let looked: () => void = () => undefined
  let look: () => void = () => undefined
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      look = resolve
      looked()
    })
  const reading = (async () => {
    for await (const record of follow(path, stopping.signal, 1, wait)) found.push(record)
  })()
  const firstLook = new Promise<void>((resolve) => (looked = resolve))
  let isFirst = true
  return {
    next: async () => {
      if (isFirst) await firstLook
      else {
        const done = new Promise<void>((resolve) => (looked = resolve))
        look()
        await Promise.race([done, reading])
      }
      isFirst = false
      const all = found.map(
        ({ bytes, origin, idleAfter }) => `${String(origin.line)}:${bytes.toString()}${idleAfter === true ? '.' : ''}`,
      )
      found = []
      return all
    },
    stop: async () => {
      stopping.abort()
      look()
      await reading
    },
  }
}

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earnback-follow-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('following a file', () => {
  test('whole lines come as they are written; a last line waits for its newline', async () => {
    const file = join(folder, 'feed.ndjson')
    const { next, stop } = following(file)
    expect(await next()).toEqual([])
    await writeFile(file, 'a\nb\nc')
    expect(await next()).toEqual(['1:a', '2:b.'])
    expect(await next()).toEqual([])
    await appendFile(file, 'd')
    expect(await next()).toEqual([])
    await appendFile(file, 'e\n\nf\n')
    expect(await next()).toEqual(['3:cde', '5:f.'])
    await stop()
  })

  test('a character that is written in two parts is one character', async () => {
    const file = join(folder, 'feed.ndjson')
    const bytes = Buffer.from('é\n')
    await writeFile(file, bytes.subarray(0, 1))
    const { next, stop } = following(file)
    expect(await next()).toEqual([])
    await appendFile(file, bytes.subarray(1))
    expect(await next()).toEqual(['1:é.'])
    await stop()
  })

  test.each([
    ['was cut', async (file: string) => writeFile(file, 'x\n')],
    ['was written anew and longer', async (file: string) => writeFile(file, 'x\nyyyyyyyy\n')],
    [
      'was replaced by another',
      async (file: string) => writeFile(`${file}.new`, 'x\nb\n').then(() => rename(`${file}.new`, file)),
    ],
  ])('a file that %s starts again from its beginning', async (_, change) => {
    const file = join(folder, 'feed.ndjson')
    await writeFile(file, 'a\nb\n')
    const { next, stop } = following(file)
    expect(await next()).toEqual(['1:a', '2:b.'])
    await change(file)
    expect((await next())[0]).toMatch(/^1:x/)
    await stop()
  })

  test('a path that can not be read stops with a fault that says why', async () => {
    await expect(readChunks(join(folder, 'none')).next()).rejects.toThrow(SourceFault)
    await expect(readChunks(join(folder, 'none')).next()).rejects.toThrow('there is no such file')
    await expect(readChunks(folder).next()).rejects.toThrow('it is a folder')
  })
})

describe('following a folder', () => {
  test('its *.ndjson and *.jsonl files come in name order, also those that appear later', async () => {
    await mkdir(join(folder, 'c.ndjson'))
    await writeFile(join(folder, 'b.ndjson'), 'b\n')
    await writeFile(join(folder, 'a.jsonl'), 'a\n')
    await writeFile(join(folder, 'a.txt'), 'no\n')
    const { next, stop } = following(folder)
    expect(await next()).toEqual(['1:a.', '1:b.'])
    await writeFile(join(folder, '0.ndjson'), '0\n')
    await appendFile(join(folder, 'b.ndjson'), 'bb\n')
    expect(await next()).toEqual(['1:0.', '2:bb.'])
    await stop()
  })

  test('the real pause ends at once when the signal aborts', async () => {
    const stopping = new AbortController()
    const first = follow(folder, stopping.signal, 3_600_000).next()
    stopping.abort()
    expect(await first).toEqual({ done: true, value: undefined })
  })
})
