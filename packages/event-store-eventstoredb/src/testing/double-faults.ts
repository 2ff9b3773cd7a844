/**
 * What befalls one append: nobody ever answers, the call fails, the answer comes late, or it says that somebody was faster; each
 * after the append was applied or without it.
 */
export interface AppendFault {
  readonly kind: 'unanswered' | 'failed' | 'late' | 'overtaken'
  readonly isApplied: boolean
  /** Of a late answer, and of applying it, where it is applied only then. */
  readonly afterMs?: number
  /** Takes effect at this append from now; 0 for the next. */
  readonly skip?: number
}

/** What befalls one reading or subscription once it has brought so many events. */
export interface ReadFault {
  readonly kind: 'ends' | 'fails' | 'goes silent'
  readonly afterEvents: number
}

/** Switches of the double. Each fault befalls one call, in the order given. */
export class DoubleFaults {
  readonly appends: AppendFault[] = []
  readonly reads: ReadFault[] = []
  readonly subscriptions: ReadFault[] = []
  /** So many times the server cannot tell what it supports. */
  featureFailures = 0

  nextAppend(): AppendFault | undefined {
    const [next] = this.appends
    if (next === undefined) return undefined
    const { skip = 0 } = next
    this.appends[0] = { ...next, skip: skip - 1 }
    if (skip > 0) return undefined
    this.appends.shift()
    return next
  }
}
