import { join } from 'node:path'
import { ServerDouble } from '@earnback/event-store-eventstoredb/testing'
import { activated, Desk, issued, line, spent } from './earnback'

const AT_NOW = ['--now', '2026-03-10T00:00:00Z']

const double = new ServerDouble()
let desk: Desk
beforeAll(() => double.start())
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())
afterAll(() => double.stop())

/** The command upon the server, with a mirror of its own: as on another machine. */
const onServer = (stream: string, mirror: string) => ({
  env: { EARNBACK_ESDB_STREAM: stream, EARNBACK_MIRROR: join(desk.folder, mirror) },
})
const ask = (args: ReadonlyArray<string>, options: ReturnType<typeof onServer> & { readonly stdin?: string }) =>
  desk.ask(['--store', double.connectionString, ...args], options)

test('by configuration alone the log is on EventStoreDB, and every machine that mirrors it has the same answers', async () => {
  const [here, there] = [onServer('log-1', 'here.db'), onServer('log-1', 'there.db')]
  const feed = [issued(), activated(), spent('s-1', '10000'), spent('s-1', '10000')].map(line).join('')
  expect((await ask(['ingest', '-', ...AT_NOW], { ...here, stdin: feed })).json).toMatchObject({ stored: 3, duplicates: 1 })
  expect((await ask(['calculate', ...AT_NOW], there)).json).toMatchObject({
    decisions: [{ type: 'ThresholdMet' }, { type: 'CreditGranted' }],
  })
  const asked = ['progress', 'c-1', ...AT_NOW]
  const [one, other] = [await ask(asked, here), await ask(asked, there)]
  expect(one.json).toMatchObject({ status: 'credited', position: 6 })
  expect(other.json).toEqual(one.json)
  const verified = [await ask(['verify'], here), await ask(['verify'], there)]
  expect(verified.map(({ exit, json }) => [exit, json.ok])).toEqual([
    [0, true],
    [0, true],
  ])
  expect(verified[0]?.json.head).toEqual(verified[1]?.json.head)
  expect((await ask(['doctor'], here)).json.checks).toContainEqual(expect.objectContaining({ check: 'eventstoredb', ok: true }))
})

test('a command whose server is away says so, and nothing is lost by it', async () => {
  const options = onServer('log-2', 'away.db')
  const { exit, json } = await desk.ask(['--store', 'esdb://admin:hunter2@127.0.0.1:1?tls=false', 'progress', 'c-1'], options)
  expect([exit, (json.error as { code: string }).code]).toEqual([3, 'STORE_UNREACHABLE'])
  expect(JSON.stringify(json)).not.toContain('hunter2')
})
