/** Requests about exec instances. */
import type { ExecCreateRequest, ExecCreateResponse, ExecInspect, ExecStartRequest } from '../types/index.ts'
import type { ApiResponse } from '../transport.ts'
import type { Cancel } from './cancel.ts'
import { segment, type Client } from './client.ts'

export const execCreate = (
  client: Client,
  container: string,
  request: ExecCreateRequest,
): Promise<ExecCreateResponse> =>
  client.json('POST', `/containers/${segment('container', container)}/exec`, { json: request })
export async function execStart(client: Client, id: string, request: ExecStartRequest): Promise<void> {
  await client.text('POST', `/exec/${id}/start`, { json: request })
}
/** Hijacks, as attach does. */
export const execAttach = (
  client: Client,
  id: string,
  request: ExecStartRequest,
  input: AsyncIterable<Uint8Array>,
  cancel?: Cancel,
): Promise<ApiResponse> =>
  client.upgrade(`/exec/${id}/start`, {
    json: request,
    input,
    cancel,
  })
export const execInspect = (client: Client, id: string): Promise<ExecInspect> => client.json('GET', `/exec/${id}/json`)
export async function execResize(client: Client, id: string, rows: number, cols: number): Promise<void> {
  await client.text('POST', `/exec/${id}/resize`, { query: { h: rows, w: cols } })
}
