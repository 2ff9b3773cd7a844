import { existsSync } from 'node:fs'
import type { Head, LogProblem } from '@earnback/event-store'
import { formatInstant } from '@earnback/kernel'
import { verifyViews } from '@earnback/projector'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { fileOf } from '../config'
import { lines } from '../answer'
import { type Context, type Outcome, type Run, withEngine } from '../context'
import { grouped } from '../render/amount'
import type { Look } from '../render/look'
import { visible } from '../render/visible'
import type { Engine } from '../wire'
import { examples } from './examples'

interface Verified {
  readonly ok: boolean
  readonly events: number
  readonly head: { readonly position: number; readonly hash: string; readonly recordedAt: string | null } | null
  readonly problems: ReadonlyArray<LogProblem>
}

const verifiedText = function* ({ ok, events, head, problems }: Verified, look: Look): Generator<string> {
  const counted = `${grouped(String(events))} events`
  yield ok
    ? `${look.good('ok')}  ${counted}; the hash chain holds, and every read model is what the log says`
    : `${look.bad('not ok')}  ${counted}; ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`
  if (head !== null)
    yield `head  position ${head.position}, hash ${head.hash}${head.recordedAt === null ? '' : `, recorded at ${head.recordedAt}`}`
  for (const { code, where, message } of problems) yield `  ${code}  ${visible(where)}: ${visible(message)}`
}

const answerOf = (verified: Verified): Outcome =>
  E.right({ json: verified, text: (look) => lines(verifiedText(verified, look)), exit: verified.ok ? 0 : 1 })

/** What kept us from looking any further is the problem itself. */
const unreadable = (code: string, where: string, message: string): Outcome =>
  answerOf({ ok: false, events: 0, head: null, problems: [{ code, where, message }] })

const headJson = ({ position, hash, recordedAt }: Head): Verified['head'] => ({
  position,
  hash,
  recordedAt: recordedAt === undefined ? null : formatInstant(recordedAt),
})

const verify = async ({ store }: Engine, { meter }: Context): Promise<Outcome> => {
  const bar = meter('verify', 'events')
  const { events, head, problems } = await store.audit((done, total) => bar.update(done, total))
  bar.end()
  if (problems.length > 0) return answerOf({ ok: false, events, head: headJson(head), problems })
  const views = meter('read models', 'events')
  const differences = await verifyViews(store, (done, total) => views.update(done, total))
  views.end()
  return answerOf({ ok: differences.length === 0, events, head: headJson(head), problems: differences })
}

const verifyStore = async (context: Context): Promise<Outcome> => {
  if (E.isRight(context.config)) {
    const { kind, text } = context.config.right.store
    if (kind === 'sqlite' && !existsSync(fileOf(context.config.right)))
      return unreadable('STORE_MISSING', text, 'there is no store to verify; check --store')
  }
  const outcome = await withEngine(context, (engine) => verify(engine, context))
  if (E.isLeft(outcome) && outcome.left.code === 'STORE_CORRUPT')
    return unreadable('STORE_CORRUPT', 'the store', outcome.left.message)
  return outcome
}

export const verifyCommand = (program: Command, run: Run): void => {
  program
    .command('verify')
    .description('Walk the log’s hash chain, derive every read model again, and name every difference.')
    .addHelpText('after', examples('earnback verify', 'earnback verify --json'))
    .action(() => run(verifyStore))
}
