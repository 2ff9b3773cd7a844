import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The command as a newcomer starts it; `npx tsc -b` must have built it. */
export const BIN = join(__dirname, '..', 'bin', 'earnback.js')

export interface Said {
  readonly exit: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Said>
  /** Resolves when standard error has said as much; rejects when the command ends before. */
  readonly told: (isSaid: (stderr: string) => boolean) => Promise<void>
}

const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('EARNBACK_') && name !== 'NO_COLOR'))

export interface Options {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Buffer
  readonly cwd?: string
}

const started = (command: string, args: ReadonlyArray<string>, { env = {}, stdin = '', cwd }: Options = {}): Started => {
  const child = spawn(command, args, { env: { ...ownEnvironment(), ...env }, cwd })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  // A command that refuses its line does not wait for its input.
  child.stdin.on('error', () => undefined)
  child.stdin.end(stdin)
  const ended = new Promise<Said>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exit, signal) =>
      resolve({ exit, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    )
  })
  const told = (isSaid: (stderr: string) => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (isSaid(Buffer.concat(err).toString())) resolve()
      }
      child.stderr.on('data', look)
      child.on('close', () => reject(new Error(`ended with: ${Buffer.concat(err).toString()}`)))
      look()
    })
  return { child, ended, told }
}

export interface Asked<A> {
  readonly exit: number | null
  readonly json: A
}

/** A folder with a store of its own, and the command upon it. */
export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), 'earnback-e2e-'))
  readonly db = join(this.folder, 'store.db')
  private readonly children: ChildProcess[] = []

  readonly run = (args: ReadonlyArray<string>, options: Options = {}): Promise<Said> => this.start(args, options).ended

  readonly start = (args: ReadonlyArray<string>, options: Options = {}): Started => {
    const running = started(process.execPath, [BIN, '--store', `sqlite:${this.db}`, ...args], { cwd: this.folder, ...options })
    this.children.push(running.child)
    return running
  }

  /** Runs with --json and answers the one document on standard output. */
  readonly ask = async (args: ReadonlyArray<string>, options: Options = {}): Promise<Asked<Record<string, unknown>>> => {
    const { exit, stdout, stderr } = await this.run([...args, '--json'], options)
    if (!stdout.endsWith('\n') || stdout.slice(0, -1).includes('\n'))
      throw new Error(`expected one JSON document, found ${stdout}${stderr}, exit ${exit}`)
    return { exit, json: JSON.parse(stdout) as Record<string, unknown> }
  }

  /** The code of the error that a command ends with. */
  readonly refusal = async (
    args: ReadonlyArray<string>,
    options: Options = {},
  ): Promise<{ exit: number | null; code: string; message: string }> => {
    const { exit, json } = (await this.ask(args, options)) as Asked<{ error: { code: string; message: string } }>
    return { exit, code: json.error.code, message: json.error.message }
  }

  file(name: string, content: string | Buffer): string {
    const path = join(this.folder, name)
    writeFileSync(path, content)
    return path
  }

  /** Ends what still runs, and takes the folder away. */
  remove(): void {
    for (const child of this.children) child.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export const line = (event: object): string => `${JSON.stringify(event)}\n`

export const money = (amount: string, currency = 'JPY'): { amount: string; currency: string } => ({ amount, currency })

export const platformEvent = (name: string, id: string, time: string, data: object): object => ({
  specversion: '1.0',
  id,
  source: 'platform',
  type: `earnback.${name}.v1`,
  time,
  data,
})

const RECEIVED = '2026-03-01T10:00:00.000+09:00'
const ACTIVATED = '2026-03-02T12:00:00.500+09:00'

/** Spend 10,000 JPY within 30 days, get 5,000 JPY. */
export const issued = (couponId = 'c-1', offer: object = {}): object =>
  platformEvent('CodeIssued', `${couponId}-issued`, RECEIVED, {
    couponId,
    code: 'SPRING26',
    offer: { offerId: 'o-1', threshold: money('10000'), reward: money('5000'), spendWindow: 'P30D', ...offer },
  })

export const activated = (couponId = 'c-1', time = ACTIVATED): object =>
  platformEvent('CodeActivated', `${couponId}-activated`, time, { couponId, adAccountId: 'acct-1' })

export const spent = (spendId: string, amount: string, time = '2026-03-03T12:00:00+09:00', more: object = {}): object =>
  platformEvent('SpendRecorded', spendId, time, { spendId, adAccountId: 'acct-1', amount: money(amount), ...more })
