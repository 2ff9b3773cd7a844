import { type Verdict, VERDICTS } from '@earnback/coupon'
import { type Explanation, explanationOf } from '@earnback/projections'
import { type Command, Option } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Outcome, type Run, withEngine } from '../context'
import { usage } from '../failure'
import { explanationCsv } from '../render/explanation-csv'
import { explanationText } from '../render/explanation-text'
import { examples } from './examples'
import { askLog, couponNotFound, type TimeOptions, timesOf, withTimes } from './times'

interface ExplainOptions extends TimeOptions {
  readonly csv?: true
  readonly verdict?: Verdict
  readonly all?: true
}

const LINES_SHOWN = 40

const answerOf = (explanation: Explanation, { csv, verdict, all }: ExplainOptions): Outcome => {
  const verdicts = verdict === undefined ? explanation.verdicts : explanation.verdicts.filter((line) => line.verdict === verdict)
  const shown = { ...explanation, verdicts }
  return E.right({
    json: shown,
    text: (look) =>
      csv === true ? explanationCsv(shown) : lines(explanationText(shown, all === true ? Infinity : LINES_SHOWN, look)),
  })
}

export const explainCommand = (program: Command, run: Run): void => {
  withTimes(program.command('explain'))
    .description('Give one verdict for every line of spend on the coupon’s account: whether it counts, by which rule, and why.')
    .argument('<couponId>', 'the coupon')
    .option('--csv', 'print a CSV file (RFC 4180)')
    .addOption(
      new Option('--verdict <verdict>', 'only the lines with this verdict; the totals stay those of all').choices(VERDICTS),
    )
    .option('--all', `print every line; without it, the last ${LINES_SHOWN} (--json and --csv always hold all)`)
    .addHelpText(
      'after',
      examples(
        'earnback explain c-1',
        'earnback explain c-1 --verdict BEFORE_ACTIVATION --all',
        'earnback explain c-1 --csv > c-1.csv',
      ),
    )
    .action((couponId: string, options: ExplainOptions) =>
      run(async (context) => {
        if (options.csv === true && context.isJson)
          return E.left(usage('OPTIONS_CONFLICT', '--csv and --json were both given', 'give one of them'))
        return withEngine(context, async (engine, config) => {
          const times = timesOf(options)
          const placed = await askLog(engine, couponId, times)
          if (placed === undefined) return E.left(couponNotFound(couponId, times, config.store.text))
          return answerOf(explanationOf(placed.view, { ...times, position: placed.position }), options)
        })
      }),
    )
}
