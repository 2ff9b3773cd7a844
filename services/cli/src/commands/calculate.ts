import type { Calculated, CalculationContended } from '@earnback/calculator'
import { type Event, encodeEvent } from '@earnback/coupon'
import type { StoreUnavailable } from '@earnback/event-store'
import { formatInstant } from '@earnback/kernel'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Outcome, type Run, withEngine } from '../context'
import { type Failure, storeFailure } from '../failure'
import { decisionText } from '../render/decision-text'
import { examples } from './examples'

export const calculationFailure = (error: StoreUnavailable | CalculationContended): Failure =>
  error.kind === 'StoreUnavailable'
    ? storeFailure(error)
    : {
        exit: 3,
        code: 'CALCULATION_CONTENDED',
        message: `other processes kept writing to the store, ${error.attempts} times in a row`,
        advice: 'run the command again; the run that was begun is finished then',
      }

/** A decision for programs: its name, its coupon, its identity and what it says. */
export const decisionJson = (event: Event): Record<string, unknown> => ({
  ...(encodeEvent(event).data as Record<string, unknown>),
  type: event.name,
  id: event.id,
  occurredAt: formatInstant(event.occurredAt),
})

const calculatedText = function* ({ through, isNewRun, decisions }: Calculated): Generator<string> {
  yield isNewRun
    ? `Calculated: spend up to and including ${formatInstant(through)}.`
    : `Nothing new to calculate: spend is calculated up to and including ${formatInstant(through)}.`
  yield decisions.length === 0 ? 'No decisions.' : `${decisions.length} ${decisions.length === 1 ? 'decision' : 'decisions'}:`
  for (const decision of decisions) yield `  ${decisionText(decision)}`
}

const answerOf = (calculated: Calculated): Outcome =>
  E.right({
    json: {
      through: formatInstant(calculated.through),
      isNewRun: calculated.isNewRun,
      decisions: calculated.decisions.map(decisionJson),
    },
    text: () => lines(calculatedText(calculated)),
  })

export const calculateCommand = (program: Command, run: Run): void => {
  program
    .command('calculate')
    .description('Make one calculation run at now: what happened up to now minus the lag becomes calculated, and decisions follow.')
    .addHelpText('after', examples('earnback calculate', 'earnback calculate --now 2026-03-10T00:00:00Z --json'))
    .action(() =>
      run((context) =>
        withEngine(context, async (engine) => {
          const calculated = await engine.calculate(context.now())()
          return E.isLeft(calculated) ? E.left(calculationFailure(calculated.left)) : answerOf(calculated.right)
        }),
      ),
    )
}
