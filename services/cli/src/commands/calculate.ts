import type { Calculated } from '@earnback/calculator'
import { formatInstant } from '@earnback/kernel'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Outcome, type Run, withEngine } from '../context'
import { calculationFailure } from '../calculation-failure'
import { decisionJson } from '../render/decision-json'
import { decisionText } from '../render/decision-text'
import { examples } from './examples'

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
    .description(
      'Make one calculation run at now: what happened up to now minus the lag becomes calculated, and decisions follow.',
    )
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
