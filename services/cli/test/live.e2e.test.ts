import { Desk, type Started, activated, issued, line, spent } from './earnback'

let desk: Desk
beforeEach(() => {
  desk = new Desk()
})
afterEach(() => desk.remove())

const addressIn = (text: string): string | undefined => /(http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1]

const saying = (running: Started, from: 'stdout' | 'stderr', pattern: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    running.child[from]?.on('data', (chunk: Buffer) => {
      said += String(chunk)
      if (pattern.test(said)) resolve(said)
    })
    running.ended.then((end) => reject(new Error(`ended with ${JSON.stringify(end)}`)), reject)
  })

const stopped = async (running: Started) => {
  running.child.kill('SIGTERM')
  return running.ended
}

const answer = async <A>(url: string): Promise<A> => (await (await fetch(url)).json()) as A

describe('run --serve', () => {
  test('answers what it took in from the same process, pages and probes too, and ends with the engine', async () => {
    const events = [issued(), activated(), spent('s-1', '4000'), spent('s-1', '4000')]
    const file = desk.file('feed.ndjson', `${events.map(line).join('')}poison\n`)
    const running = desk.start(['run', file, '--serve', '--dev', '--port', '0'], { env: { EARNBACK_CALCULATION_EVERY: 'PT1S' } })
    const url = addressIn(await saying(running, 'stderr', /listening +api at \S+\n/)) ?? ''
    await running.told((log) => log.includes('calculated through'))
    expect(await answer(`${url}/v1/coupons/c-1`)).toMatchObject({ couponId: 'c-1', reported: { amount: '4000' } })
    expect((await fetch(`${url}/coupons/c-1`)).headers.get('content-type')).toContain('text/html')
    expect(await answer(`${url}/health/live`)).toEqual({ status: 'live' })
    const metrics = await (await fetch(`${url}/metrics`)).text()
    for (const [outcome, count] of Object.entries({ stored: 3, duplicate: 1, quarantined: 1 }))
      expect(metrics).toContain(`earnback_ingested_records_total{outcome="${outcome}"} ${count}\n`)
    expect(metrics).toMatch(/\nearnback_appended_events_total\{outcome="stored"\} [1-9]/)
    const stream = await fetch(`${url}/v1/coupons/c-1/stream`)
    const asked = Date.now()
    expect(await stopped(running)).toMatchObject({ exit: 0, signal: null })
    expect(Date.now() - asked).toBeLessThan(10_000)
    expect(await stream.text()).toContain('event: progress')
    await expect(fetch(url)).rejects.toThrow()
    expect(await desk.ask(['verify'])).toMatchObject({ exit: 0, json: { ok: true } })
  })

  test.each([
    [['--serve', '--port', '0'], 'KEYS_MISSING'],
    [['--serve', '--dev', '--host', '0.0.0.0'], 'DEV_NOT_LOCAL'],
    [['--dev'], 'OPTIONS_CONFLICT'],
    [['--port', '0'], 'OPTIONS_CONFLICT'],
    [['--host', '127.0.0.1'], 'OPTIONS_CONFLICT'],
    [['--pages', '.'], 'OPTIONS_CONFLICT'],
    [['--serve', '--dev', '--once'], 'OPTIONS_CONFLICT'],
  ])('%j is refused, as serve refuses it', async (args, code) => {
    expect(await desk.refusal(['run', ...args])).toMatchObject({ exit: 2, code })
  })
})

describe('demo', () => {
  test('without a terminal shows, names the address and the command for it, and ends by itself', async () => {
    const { exit, stdout } = await desk.run(['demo'])
    expect(exit).toBe(0)
    expect(stdout.trimEnd().split('\n').at(-1)).toContain('http://127.0.0.1:8080/coupons/sakura-tea')
  })

  test('--serve serves the month at its own end, where nothing is stale, until it is stopped', async () => {
    const running = desk.start(['demo', '--serve', '--port', '0'])
    const screen = await saying(running, 'stdout', /coupons\/sakura-tea\n$/)
    const url = addressIn(screen.trimEnd().split('\n').at(-1) ?? '') ?? ''
    expect(await answer(`${url}/v1/coupons/sakura-tea`)).toMatchObject({ status: 'missed' })
    for (const couponId of ['taipei-bikes', 'saigon-phin', 'bangkok-spa']) {
      const { flags } = await answer<{ flags: ReadonlyArray<string> }>(`${url}/v1/coupons/${couponId}`)
      expect({ couponId, flags }).toEqual({ couponId, flags: expect.not.arrayContaining(['data_stale']) as unknown })
    }
    expect((await fetch(`${url}/coupons/sakura-tea`)).status).toBe(200)
    const end = await stopped(running)
    expect([end.exit, end.stdout]).toEqual([0, screen])
  })
})
