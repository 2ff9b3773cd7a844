import { type ActivationRequest, type Check, maskedCode } from '@earnback/coupon'
import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import { type Outcome, type Run, withEngine } from '../context'
import { checkJson } from '../render/check-json'
import { checksText } from '../render/checks-text'
import type { Look } from '../render/look'
import { visible } from '../render/visible'
import { type RequestOptions, requestOf, withRequest } from './activation-request'
import { examples } from './examples'

const answerText = function* (
  { typedCode, adAccountId }: ActivationRequest,
  checks: ReadonlyArray<Check>,
  look: Look,
): Generator<string> {
  const failures = checks.filter(({ passed }) => !passed).length
  const verdict = failures === 0 ? 'could be activated' : `could not be activated, for ${failures} of ${checks.length} checks`
  yield look.strong(visible(`Code ${maskedCode(typedCode)} for ad account ${adAccountId} ${verdict}; nothing was written.`))
  yield* checksText(checks, look)
}

const outcomeOf = (request: ActivationRequest, checks: ReadonlyArray<Check>): Outcome => {
  const reasons = checks.flatMap(({ reason }) => reason ?? [])
  return E.right({
    json: { reasons, checks: checks.map(checkJson) },
    text: (look) => lines(answerText(request, checks, look)),
    exit: reasons.length === 0 ? 0 : 1,
  })
}

export const diagnoseCommand = (program: Command, run: Run): void => {
  withRequest(program.command('diagnose'))
    .description(
      'Tell why a code can or cannot be activated for an ad account: the checks of `activate`, and nothing is written.',
    )
    .addHelpText('after', examples('earnback diagnose --code SPRING2026 --ad-account a-1 --json'))
    .action((options: RequestOptions) =>
      run((context) =>
        withEngine(context, async (engine) => {
          const request = requestOf(options, context)
          return outcomeOf(request, await engine.diagnose(request))
        }),
      ),
    )
}
