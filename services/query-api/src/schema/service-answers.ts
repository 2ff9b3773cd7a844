import * as t from 'io-ts'
import { oneOf, orNull } from './parts'
import { ProblemPart } from './queue-answers'

const list = t.readonlyArray

/** RFC 9457, with the stable code of what went wrong. */
export const ProblemAnswer = t.intersection(
  [
    t.type({ type: t.string, title: t.string, status: t.number, detail: t.string, code: t.string }),
    t.partial({ advice: t.string, problems: list(ProblemPart) }),
  ],
  'Problem',
)
export type ProblemJson = t.TypeOf<typeof ProblemAnswer>

export const LiveAnswer = t.type({ status: t.literal('live') }, 'Live')
export const ReadyAnswer = t.type(
  {
    status: oneOf<'ready' | 'not_ready'>({ ready: null, not_ready: null }),
    reasons: list(t.type({ code: t.string, message: t.string })),
    position: orNull(t.number),
  },
  'Readiness',
)
export type Readiness = t.TypeOf<typeof ReadyAnswer>
