import { instantOfMicros } from '@earnback/kernel'
import type { Edge } from './edge'
import { runProgram } from './program'

interface Said {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

const told = async (...argv: ReadonlyArray<string>): Promise<Said> => {
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr'): Edge['stdout'] => ({
    write: (chunk) => void (written[name] += String(chunk)),
    isTerminal: false,
    columns: undefined,
  })
  const exit = await runProgram({
    argv,
    env: {},
    version: '9.9.9',
    nodeVersion: '20.15.0',
    stdin: (async function* () {
      yield* []
    })(),
    stdout: output('stdout'),
    stderr: output('stderr'),
    now: () => instantOfMicros(0),
    elapsedMs: () => 0,
    nonce: () => 'nonce',
    timers: { nowMs: () => 0, after: () => () => undefined },
    random: (count) => Buffer.alloc(count),
    pause: () => Promise.resolve(),
    untilStopped: () => new AbortController().signal,
  })
  return { exit, ...written }
}

const errorIn = ({ stdout }: Said): { code: string; message: string } =>
  (JSON.parse(stdout) as { error: { code: string; message: string } }).error

const COMMANDS = [
  'ingest',
  'calculate',
  'progress',
  'explain',
  'promotions',
  'credit',
  'deliveries',
  'activate',
  'diagnose',
  'rebuild',
  'verify',
  'quarantine',
  'run',
  'serve',
  'keys',
  'demo',
  'doctor',
]

test('the version and the help are no failures', async () => {
  expect(await told('--version')).toEqual({ exit: 0, stdout: '9.9.9\n', stderr: '' })
  expect(JSON.parse((await told('--version', '--json')).stdout)).toEqual({ version: '9.9.9' })
  const help = await told('--help')
  expect([help.exit, help.stderr]).toEqual([0, ''])
  for (const command of COMMANDS) expect(help.stdout).toContain(`  ${command}`)
})

test.each([
  ...COMMANDS.map((command) => [command]),
  ['quarantine', 'list'],
  ['quarantine', 'show'],
  ['quarantine', 'retry'],
  ['keys', 'create'],
  ['keys', 'list'],
  ['keys', 'revoke'],
])('the help of %s %s has its purpose, options, an example and the exit codes', async (...command) => {
  const { exit, stdout } = await told(...command, '--help')
  expect(exit).toBe(0)
  expect(stdout).toMatch(new RegExp(`^Usage: earnback ${command.join(' ')} \\[`))
  for (const part of ['--store <url>', '--json', '--now <instant>', '--config <file>', '\nExample', 'Exit codes:'])
    expect(stdout).toContain(part)
})

test('without a command the help goes to standard error, as wrong usage', async () => {
  const said = await told()
  expect([said.exit, said.stdout]).toEqual([2, ''])
  expect(said.stderr).toContain('Usage: earnback')
  expect(errorIn(await told('--json'))).toMatchObject({ code: 'COMMAND_MISSING', message: 'no command was given' })
})

test.each([
  [['prgress', 'c-1'], 'COMMAND_UNKNOWN', 'Did you mean progress?'],
  [['quarantine', 'lst'], 'COMMAND_UNKNOWN', 'Did you mean list?'],
  [['explain', 'c-1', '--cvs'], 'OPTION_UNKNOWN', 'Did you mean --csv?'],
  [['progress'], 'ARGUMENT_MISSING', 'couponId'],
  [['ingest'], 'ARGUMENT_MISSING', 'file'],
  [['promotions'], 'ARGUMENT_MISSING', 'adAccountId'],
  [['credit'], 'ARGUMENT_MISSING', 'adAccountId'],
  [['deliveries', 'acct-1'], 'ARGUMENT_UNEXPECTED', 'too many arguments'],
  [['progress', 'c-1', 'c-2'], 'ARGUMENT_UNEXPECTED', 'too many arguments'],
  [['progress', 'c-1', '--as-of'], 'ARGUMENT_MISSING', '--as-of'],
  [['progress', 'c-1', '--as-of', 'noon'], 'ARGUMENT_INVALID', 'RFC 3339'],
  [['progress', 'c-1', '--known-at', '2026-03-01T10:00:00'], 'ARGUMENT_INVALID', 'no offset'],
  [['calculate', '--now', 'today'], 'ARGUMENT_INVALID', '--now'],
  [['explain', 'c-1', '--verdict', 'GOOD'], 'ARGUMENT_INVALID', 'COUNTED'],
  [['explain', 'c-1', '--csv'], 'OPTIONS_CONFLICT', '--csv'],
  [['rebuild', 'qualifying-spent'], 'PROJECTION_UNKNOWN', 'did you mean qualifying-spend?'],
  [['ingest', '--map', 'amount=a', 'x.ndjson'], 'OPTIONS_CONFLICT', '--map'],
  [['ingest', '--csv', '--map', 'amout=a', 'x.csv'], 'CSV_MAPPING_INVALID', 'did you mean amount?'],
  [['run', '-'], 'ARGUMENT_INVALID', 'standard input'],
  [['verify', '--store', 'esdb://'], 'STORE_URL_INVALID', 'esdb://<host>:<port>'],
  [['verify', '--store', 'data.db'], 'STORE_URL_INVALID', 'sqlite:<path>'],
])('%j is refused as %s', async (argv, code, says) => {
  const said = await told(...argv, '--json')
  expect([said.exit, said.stderr]).toEqual([2, ''])
  expect(errorIn(said)).toMatchObject({ code })
  expect(errorIn(said).message).toContain(says)
  if (code === 'OPTIONS_CONFLICT' && argv[0] === 'explain') return
  const plain = await told(...argv)
  expect([plain.exit, plain.stdout]).toEqual([2, ''])
  expect(plain.stderr).toContain(`error ${code}: `)
  expect(plain.stderr).toContain(says)
})

test('global options may stand before the command or after it', async () => {
  for (const argv of [
    ['--store', 'x', '--json', 'verify'],
    ['verify', '--store', 'x', '--json'],
    ['--json', 'verify', '--store', 'x'],
  ]) {
    expect(errorIn(await told(...argv)).code).toBe('STORE_URL_INVALID')
  }
})
