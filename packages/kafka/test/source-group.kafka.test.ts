import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeWithKafka, eventually, sharedBroker, testClient, uniqueName } from '../src/testing'
import { FencedStore, makeTopic, numbers, produce, QUICK, start } from './source-kit'

/** Brokers start and clients try again; a machine that is busy with other tests takes its time for that. */
jest.setTimeout(180_000)

const root = join(__dirname, '..', '..', '..')

const member = (topic: string, file: string, firstDelayMs = 0) => {
  const script = join(__dirname, 'consumer-process.ts')
  const tsNode = [join(root, 'node_modules/.bin/ts-node'), '-T', '-P', join(root, 'tsconfig.base.json')]
  const args = ['-C', 'source', ...tsNode, script, sharedBroker(), topic, file, String(firstDelayMs)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: Array<string> = []
  child.stdout.on('data', (chunk: Buffer) => said.push(...chunk.toString().trim().split('\n')))
  return { child, said }
}

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGCONT')
  child.kill('SIGKILL')
  await exit
}

describeWithKafka('members of a group', () => {
  const kafka = testClient(sharedBroker())
  const folder = mkdtempSync(join(tmpdir(), 'earnback-group-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('share the partitions while a second one joins and leaves, and store every record once', async () => {
    const topic = uniqueName('rebalance')
    await makeTopic(kafka, topic, 4)
    const store = new FencedStore()
    const slowly = async () => new Promise<void>((resolve) => setTimeout(resolve, 20))
    const options = { ...QUICK, groupId: topic, topics: [topic], partitionBytesMax: 2_000 }
    let produced = 0
    const more = async () => {
      for (const partition of [0, 1, 2, 3])
        await produce(
          kafka,
          topic,
          numbers(produced, produced + 250).map((n) => `${partition}-${n}`),
          partition,
        )
      produced += 250
    }
    await more()
    const first = start(kafka, { handlers: store.handlers(slowly), options })
    await eventually('the first stores', () => store.records.length > 0)
    const second = start(kafka, { handlers: store.handlers(slowly), options })
    await eventually('the second has partitions', () => second.source.status().length === 2)
    await eventually('the first has lost the others', () => first.source.status().length === 2)
    await more()
    await eventually('the second stores', () => second.events.some(({ kind }) => kind === 'progress'))
    await second.source.stop()
    await more()
    await eventually('the first has all partitions again', () => first.source.status().length === 4)
    await eventually('everything is stored', () => [0, 1, 2, 3].every((partition) => store.next(topic, partition) === produced))
    await first.source.stop()
    expect(first.events.some(({ kind }) => kind === 'lost')).toBe(true)
    expect(store.records).toHaveLength(4 * produced)
    expect(new Set(store.values()).size).toBe(4 * produced)
  })

  test('do not hand on the rest of a fetch once one batch of it has met a rebalance', async () => {
    const topic = uniqueName('rest')
    await makeTopic(kafka, topic, 2)
    await produce(kafka, topic, ['a'], 0)
    await produce(kafka, topic, ['b'], 1)
    const store = new FencedStore()
    const handled: Array<string> = []
    const options = { ...QUICK, groupId: topic, topics: [topic] }
    let second: ReturnType<typeof start> | undefined
    let lostAt = -1
    const first = start(kafka, {
      options,
      handlers: store.handlers(async (batch) => {
        handled.push(`${batch.partition}`)
        if (handled.length > 1) return
        second = start(kafka, { handlers: new FencedStore().handlers(), options: { ...options } })
        await eventually('the rebalance is met', () => first.events.some(({ kind }) => kind === 'lost'))
        lostAt = first.events.filter(({ kind }) => kind === 'assigned').length
      }),
    })
    await eventually(
      'the first is assigned again',
      () => lostAt > 0 && first.events.filter(({ kind }) => kind === 'assigned').length > lostAt,
    )
    const between = first.events.findIndex(({ kind }) => kind === 'lost')
    const again = first.events.findIndex(({ kind }, index) => index > between && kind === 'assigned')
    expect(first.events.slice(between, again).filter(({ kind }) => kind === 'progress')).toEqual([])
    await Promise.all([first.source.stop(), second?.source.stop()])
    expect(handled.slice(0, 2)).not.toEqual(['0', '1'])
  })

  test('which was stopped beyond its session and woken stores nothing that another has stored meanwhile', async () => {
    const topic = uniqueName('woken')
    await makeTopic(kafka, topic)
    await produce(kafka, topic, numbers(0, 20))
    const file = join(folder, topic)
    const zombie = member(topic, file, 1_000)
    const other = member(topic, file)
    try {
      const holder = () => [zombie, other].find(({ said }) => said.some((line) => line.startsWith('handling')))
      await eventually('one of them handles the batch', () => holder() !== undefined)
      const asleep = holder()!
      const awake = asleep === zombie ? other : zombie
      asleep.child.kill('SIGSTOP')
      await produce(kafka, topic, numbers(20, 40))
      await eventually('the other has stored everything', () => awake.said.includes('stored 40'))
      asleep.child.kill('SIGCONT')
      await eventually(
        'the woken one has joined again',
        () => asleep.said.includes('lost') || asleep.said.some((line) => line.startsWith('fenced')),
      )
      await produce(kafka, topic, numbers(40, 60))
      await eventually('the rest is stored', () => [zombie, other].some(({ said }) => said.includes('stored 60')))
      const stored = readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .flatMap((line) => (line.split(' ')[2] ?? '').split(','))
      expect(stored).toEqual(numbers(0, 60))
    } finally {
      await Promise.all([ended(zombie.child), ended(other.child)])
    }
  })
})
