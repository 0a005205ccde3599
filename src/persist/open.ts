/**
 * Opening the database, and what to do when that does not work: a database of a newer Naru is left alone (writing to it with an older
 * schema would harm it), and a browser without storage is no reason not to learn.
 */
import type { NaruDatabase } from './db.ts'

export type Storage = 'ready' | 'newer' | 'unavailable'

/** Milliseconds. Some browsers never answer when storage is broken. */
const PATIENCE = 5000

export async function openDatabase(db: NaruDatabase): Promise<Storage> {
  try {
    const answered = await storedVersion(db.name)
    if (answered === null) return 'unavailable'
    // Dexie would open a newer database and add its own tables to it. Native versions are ten times Dexie's.
    if (answered > db.declared * 10) return 'newer'
    await db.open()
    return 'ready'
  } catch (error) {
    console.error('no storage', error)
    return 'unavailable'
  }
}

/** Native version of the database on disk, 0 when there is none, null when the browser does not answer; leaves it as it is. */
export function storedVersion(name: string): Promise<number | null> {
  return Promise.race([probe(name), new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE))])
}
function probe(name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name)
    let missing = false
    request.onupgradeneeded = () => {
      missing = true
      request.transaction?.abort()
    }
    request.onsuccess = () => {
      const { version } = request.result
      request.result.close()
      resolve(version)
    }
    request.onerror = (event) => {
      event.preventDefault()
      if (missing) resolve(0)
      else reject(request.error)
    }
  })
}
