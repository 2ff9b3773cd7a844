import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { collectEvents } from '@earnback/event-store'
import { sampleEvent } from '@earnback/event-store/testing'
import { appendAll, StoreFolder } from './testing/store-file'

const BATCHES = 150
const SIZE = 5
const NEW_FILES = 150
const TIMEOUT_MS = 60_000

/** A process of `testing/` that is ready to start and waits for a message. */
const readyProcess = async (name: string, ...args: ReadonlyArray<string>): Promise<ChildProcess> => {
  const script = join(__dirname, 'testing', `${name}.ts`)
  const child = spawn(process.execPath, ['--conditions=source', '-r', 'ts-node/register/transpile-only', script, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, TS_NODE_PROJECT: join(__dirname, '..', 'tsconfig.json') },
  })
  await once(child, 'message')
  return child
}

const readyWriter = (path: string, writer: string, batches = BATCHES, size = SIZE): Promise<ChildProcess> =>
  readyProcess('writer-process', path, writer, `${batches}`, `${size}`)

const answerTo = async (child: ChildProcess, message: string): Promise<unknown> => {
  const answer = once(child, 'message')
  child.send(message)
  return (await answer)[0]
}

const ended = async (child: ChildProcess): Promise<number | null> => {
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

const idOf = (json: string): string => (JSON.parse(json) as { readonly id: string }).id

describe('Several processes on one file', () => {
  let folder: StoreFolder
  beforeEach(() => {
    folder = new StoreFolder()
  })
  afterEach(() => folder.dispose())

  it(
    'make the same new file at once: each opens it, whoever comes first',
    async () => {
      const children = await Promise.all(Array.from({ length: 4 }, () => readyProcess('opener-process')))
      const closed = children.map(ended)
      const answers: unknown[] = []
      for (let file = 0; file < NEW_FILES; file++) {
        answers.push(...(await Promise.all(children.map((child) => answerTo(child, `${folder.path}.${file}`)))))
      }
      for (const child of children) child.disconnect()
      await Promise.all(closed)
      expect(answers.filter((answer) => answer !== 'opened')).toEqual([])
      expect(answers).toHaveLength(NEW_FILES * children.length)
    },
    TIMEOUT_MS,
  )

  it(
    'append at once: nothing is lost, nothing stands twice, and the log is whole',
    async () => {
      const writers = ['left', 'right']
      const children = await Promise.all(writers.map((writer) => readyWriter(folder.path, writer)))
      const codes = children.map(ended)
      for (const child of children) child.send('go')
      expect(await Promise.all(codes)).toEqual([0, 0])
      const store = await folder.open()
      const ids = (await collectEvents(store.readAll(0))).map((event) => idOf(event.json))
      expect(ids).toHaveLength(2 * BATCHES * SIZE + BATCHES)
      expect(new Set(ids).size).toBe(ids.length)
      for (const writer of writers) {
        const own = ids.filter((id) => id.startsWith(writer))
        expect(own).toEqual(
          Array.from({ length: BATCHES * SIZE }, (_, index) => `${writer}-${Math.floor(index / SIZE)}-${index % SIZE}`),
        )
      }
      const turns = ids.filter((id, index) => id.split('-')[0] !== ids[index - 1]?.split('-')[0])
      expect(turns.length).toBeGreaterThan(BATCHES + 2)
      expect((await store.audit(() => undefined)).problems).toEqual([])
    },
    TIMEOUT_MS,
  )

  it(
    'may be killed in the midst of writing: what was answered stays, and the log is whole',
    async () => {
      const store = await folder.open({ busyTimeoutMs: 60_000 })
      const child = await readyWriter(folder.path, 'killed', 1_000_000, 200)
      child.send('go')
      const over = new AbortController()
      child.once('exit', () => over.abort())
      let last = 0
      for await (const page of store.subscribe(0, over.signal)) {
        last = page.at(-1)?.position ?? last
        if (last > 5_000) break
      }
      const killed = ended(child)
      child.kill('SIGKILL')
      await killed
      expect(last).toBeGreaterThan(5_000)
      const { events, head, problems } = await store.audit(() => undefined)
      expect(problems).toEqual([])
      expect(events).toBeGreaterThanOrEqual(last)
      expect((await appendAll(store, [sampleEvent('after')])).head).toBe(head.position + 1)
      expect((await collectEvents(store.readStream('shared'))).map((event) => event.revision)).toEqual(
        Array.from({ length: events / 201 }, (_, index) => index),
      )
    },
    TIMEOUT_MS,
  )
})
