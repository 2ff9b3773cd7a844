import type { ComponentChildren, VNode } from 'preact'
import type { ApiFailure } from '../api'

export const Loading = ({ what }: { readonly what: string }): VNode => (
  <p class="notice" role="status">
    <span class="spinner" aria-hidden="true" /> Loading {what}…
  </p>
)

interface EmptyProps {
  readonly title: string
  /** The heading is the page's own where nothing else is on it. */
  readonly isPage?: boolean
  readonly children?: ComponentChildren
}

export const Empty = ({ title, isPage = false, children }: EmptyProps): VNode => (
  <div class="notice empty">
    {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
    {children}
  </div>
)

const ADVICE: { readonly [status: number]: string } = {
  0: 'Check the connection, then try again.',
  403: 'The key or token that you signed in with may not see this.',
  404: 'Check the address. What belongs to another account is not shown either.',
  429: 'Too many requests; wait a moment, then try again.',
}

interface FailedProps {
  readonly failure: ApiFailure
  readonly isPage?: boolean
  readonly onRetry?: () => void
}

export const Failed = ({ failure, isPage = false, onRetry }: FailedProps): VNode => (
  <div class="notice failed" role="alert">
    {isPage ? <h1>{failure.message}</h1> : <h2>{failure.message}</h2>}
    <p>
      {ADVICE[failure.status] ?? 'Try again; if it stays so, pass this code on:'} <code>{failure.code}</code>
    </p>
    {onRetry === undefined ? null : <button onClick={onRetry}>Try again</button>}
  </div>
)

/** What is on show may be old, and says so. */
export const Stale = ({ since, onRetry }: { readonly since: string; readonly onRetry: () => void }): VNode => (
  <div class="notice stale" role="status">
    <p>
      <strong>Not up to date.</strong> The server can’t be reached; this is what it said at {since}.
    </p>
    <button onClick={onRetry}>Try again</button>
  </div>
)
