import { activated, Desk, issued, line, platformEvent, spent } from './earnback'

const NOW = '2026-03-10T00:00:00Z'
const REPLAY = ['replay', '--assert-no-emit']

let desk: Desk
beforeEach(async () => {
  desk = new Desk()
  await desk.ask(['ingest', '-', '--now', NOW], { stdin: [issued(), activated(), spent('s-1', '10000')].map(line).join('') })
})
afterEach(() => desk.remove())

test('a log is replayed with nothing appended and nothing sent; a rebuild before it changes nothing', async () => {
  await desk.ask(['calculate', '--now', NOW])
  const head = (await desk.ask(['verify'])).json.head
  const answer = { exit: 0, json: { ok: true, events: 6, decisions: 2, unpublished: [], emitted: 0, problems: [] } }
  expect(await desk.ask(REPLAY)).toEqual(answer)
  await desk.ask(['rebuild'])
  expect(await desk.ask(REPLAY)).toEqual(answer)
  expect((await desk.ask(['verify'])).json.head).toEqual(head)
  const { stdout } = await desk.run(REPLAY)
  expect(stdout).toBe('ok  6 events, 2 decisions that go out; a replay appends nothing and sends nothing\n')
})

test('a log that ends between a run and its decisions fails by name, until a calculation makes it good', async () => {
  const run = platformEvent('CalculationAdvanced', 'run-1', NOW, { through: '2026-03-09T00:00:00Z' })
  await desk.ask(['ingest', '-', '--now', NOW], { stdin: line(run) })
  const { exit, json } = await desk.ask(REPLAY)
  expect({ exit, ok: json.ok, events: json.events }).toEqual({ exit: 1, ok: false, events: 4 })
  expect(json.problems).toContainEqual(expect.objectContaining({ code: 'DECISION_MISSING', where: 'c-1:grant' }))
  const { stdout } = await desk.run(REPLAY)
  expect(stdout).toMatch(/^not ok {2}4 events, 0 decisions that go out; \d problems\n/)
  await desk.ask(['calculate', '--now', NOW])
  expect(await desk.ask(REPLAY)).toMatchObject({ exit: 0, json: { ok: true, decisions: 2 } })
})

test('a position that is published is told on the line, and what lies beyond it is listed', async () => {
  await desk.ask(['calculate', '--now', NOW])
  expect((await desk.ask([...REPLAY, '--published', '5'])).json).toMatchObject({
    ok: true,
    unpublished: [{ position: 6, type: 'earnback.CreditGranted.v1', id: 'c-1:grant' }],
  })
  expect((await desk.run([...REPLAY, '--published', '5'])).stdout).toContain('1 decision not published yet')
  expect(await desk.ask([...REPLAY, '--published', '7'])).toMatchObject({
    exit: 1,
    json: { problems: [{ code: 'PROGRESS_AHEAD' }] },
  })
  expect(await desk.refusal([...REPLAY, '--published', '-1'])).toMatchObject({ exit: 2, code: 'ARGUMENT_INVALID' })
})

test('a store that is not there is the problem, and none is made; a replay without its assertion is refused', async () => {
  const nowhere = ['--store', `sqlite:${desk.folder}/nowhere.db`]
  expect(await desk.ask([...nowhere, ...REPLAY])).toMatchObject({
    exit: 1,
    json: { ok: false, problems: [{ code: 'STORE_MISSING' }] },
  })
  expect(await desk.refusal(['replay'])).toMatchObject({ exit: 2, code: 'OPTION_MISSING' })
})
