import type { Case, Intention } from '@earnback/casework'
import type { Event, Rejection } from '@earnback/coupon'
import type { Contended, StoreUnavailable } from '@earnback/event-store'
import { type Amount, type Instant, isCurrency, parseMicros } from '@earnback/kernel'
import { type Command, Option } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Outcome, type Run, withEngine } from '../context'
import { type Failure, storeFailure, usage } from '../failure'
import { instantOption } from '../instant-option'
import { decisionJson } from '../render/decision-json'
import { decisionText } from '../render/decision-text'
import { examples } from './examples'

interface DecideOptions {
  readonly reason: string
  readonly ref?: string
  readonly amount?: string
  readonly currency?: string
  readonly to?: Instant
  readonly actor?: string
}

const KINDS = ['hold', 'release', 'withhold', 'withdraw', 'reinstate', 'extend', 'correct'] as const
type Kind = (typeof KINDS)[number]

/** Which options a decision has a use for; any other is a mistake that should not go unseen. */
const USES: { readonly [kind in Kind]: ReadonlyArray<'ref' | 'amount' | 'to'> } = {
  hold: ['ref'],
  release: ['ref'],
  withhold: ['ref'],
  withdraw: ['ref', 'amount'],
  reinstate: ['ref', 'amount'],
  extend: ['ref', 'to'],
  correct: ['ref', 'to'],
}

const amountOf = ({ amount, currency }: DecideOptions): E.Either<Failure, Amount | undefined> => {
  if (amount === undefined && currency === undefined) return E.right(undefined)
  if (amount === undefined || currency === undefined)
    return E.left(usage('OPTION_MISSING', '--amount and --currency go together', 'give both, or neither for all of it'))
  const micros = parseMicros(amount)
  if (E.isLeft(micros))
    return E.left(usage('ARGUMENT_INVALID', `--amount ${amount} is no amount`, 'give a decimal such as 2500.50'))
  if (!isCurrency(currency))
    return E.left(usage('ARGUMENT_INVALID', `--currency ${currency} is no currency`, 'give one such as JPY'))
  return E.right({ micros: micros.right, currency })
}

const intentionOf = (kind: Kind, options: DecideOptions): E.Either<Failure, Intention> => {
  const useless = (['amount', 'to'] as const).find((name) => options[name] !== undefined && !USES[kind].includes(name))
  if (useless !== undefined) return E.left(usage('OPTIONS_CONFLICT', `--${useless} says nothing to ${kind}`, 'leave it out'))
  const amount = amountOf(options)
  if (E.isLeft(amount)) return amount
  switch (kind) {
    case 'hold':
    case 'release':
    case 'withhold':
      return E.right({ kind, ref: options.ref })
    case 'withdraw':
      return E.right({ kind, requested: amount.right })
    case 'reinstate':
      return E.right({ kind, amount: amount.right })
    case 'extend':
    case 'correct':
      return options.to === undefined
        ? E.left(usage('OPTION_MISSING', `${kind} needs --to <instant>`))
        : E.right({ kind, to: options.to })
  }
}

const failureOf = (error: Rejection | Contended | StoreUnavailable): Failure => {
  if (!('kind' in error)) return { exit: 1, code: error.code, message: error.message, details: { rule: error.rule } }
  if (error.kind === 'StoreUnavailable') return storeFailure(error)
  return {
    exit: 3,
    code: 'DECISION_CONTENDED',
    message: `other processes kept writing to ${error.stream}, ${error.attempts} times in a row`,
    advice: 'run the command again',
  }
}

const answerOf = (couponId: string, [event]: ReadonlyArray<Event>): Outcome =>
  E.right({
    json: { decision: event === undefined ? null : decisionJson(event), couponId },
    text: (look) => lines([event === undefined ? look.faint('nothing to do: it was decided already') : decisionText(event)]),
  })

export const decideCommand = (program: Command, run: Run): void => {
  program
    .command('decide')
    .description('Take a person’s decision about a coupon: it is appended under its reason, or refused with the rule.')
    .addArgument(program.createArgument('<decision>', 'what is decided').choices(KINDS))
    .argument('<couponId>', 'the coupon')
    .requiredOption('--reason <text>', 'why')
    .option('--ref <ref>', 'what it is about, such as a case or a violation; a release names the hold by it')
    .option('--amount <decimal>', 'how much to withdraw or to reinstate; all of it without')
    .option('--currency <code>', 'the currency of --amount')
    .addOption(new Option('--to <instant>', 'the new deadline, or the corrected activation').argParser(instantOption))
    .option('--actor <who>', 'who decided (default: $USER)')
    .addHelpText(
      'after',
      examples(
        'earnback decide hold c-1 --reason "appeal open" --ref case-7',
        'earnback decide withdraw c-1 --reason "policy violation" --amount 2500 --currency JPY',
        'earnback decide correct c-1 --to 2026-03-02T12:00:00+09:00 --reason "clock was an hour off"',
      ),
    )
    .action((kind: Kind, couponId: string, options: DecideOptions) =>
      run(async (context) => {
        const intention = intentionOf(kind, options)
        if (E.isLeft(intention)) return intention
        const actor = options.actor ?? context.edge.env.USER ?? 'unknown'
        return withEngine(context, async (engine) => {
          const one: Case = {
            ruling: { couponId, at: context.now(), reason: options.reason },
            intention: intention.right,
            actor,
            cause: options.ref ?? `person:${actor}`,
          }
          const decided = await engine.decide(one)()
          return E.isLeft(decided) ? E.left(failureOf(decided.left)) : answerOf(couponId, decided.right)
        })
      }),
    )
}
