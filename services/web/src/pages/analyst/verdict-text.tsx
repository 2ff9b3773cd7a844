import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { Point } from '../../model/point'
import { verdictLine } from '../../model/verdict-line'
import { useSurroundings } from '../context'

export const VerdictText = ({ point, isUpdating }: { readonly point: Point; readonly isUpdating: boolean }): VNode => {
  const { reader } = useSurroundings()
  const [copied, setCopied] = useState('')
  const line = verdictLine(point, reader.locale)
  const copy = (): void => {
    navigator.clipboard.writeText(line).then(
      () => setCopied(line),
      () => setCopied(''),
    )
  }
  return (
    <div class="answer">
      <p class="lead" role="status" aria-busy={isUpdating}>
        {line}
      </p>
      <button onClick={copy}>{copied === line ? 'Copied' : 'Copy the sentence'}</button>
    </div>
  )
}
