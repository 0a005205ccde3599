/** --device for a Linux engine: [host:]container[:permissions]. Throws CommandError. */
import type { DeviceMapping } from '../../api/types/index.ts'
import { CommandError } from '../framework/errors.ts'
import { cleanPath } from './mount.ts'

const isMode = (text: string): boolean => text !== '' && /^(?!.*(.).*\1)[rwm]+$/.test(text)

export function parseDevice(text: string): DeviceMapping {
  const parts = text.split(':')
  if (parts.length > 3 || parts[0] === '') throw new CommandError(`bad format for path: ${text}`)
  let source = parts[0]!
  let container = source
  let permissions = 'rwm'
  if (parts.length === 1) {
    container = source = source.startsWith('/') ? cleanPath(source) : source
  } else if (parts.length === 2) {
    if (isMode(parts[1]!)) {
      permissions = parts[1]!
      source = source.startsWith('/') ? cleanPath(source) : source
      container = source
    } else container = parts[1]!.startsWith('/') ? cleanPath(parts[1]!) : parts[1]!
  } else {
    container = parts[1]!
    permissions = parts[2]!
    if (!isMode(permissions)) throw new CommandError(`bad mode specified: ${permissions}`)
  }
  if (!container.startsWith('/')) throw new CommandError(`${container} is not an absolute path`)
  return { PathOnHost: source, PathInContainer: container, CgroupPermissions: permissions }
}
/** vendor.com/class=name: a device of the Container Device Interface. */
export const isCdiName = (text: string): boolean => /^[a-zA-Z][\w.-]*\/[a-zA-Z][\w.-]*=[\w][\w.:-]*$/.test(text)
