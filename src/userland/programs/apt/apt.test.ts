/** Packages in debian:12: from the mirror over the simulated network into the file system and back. */
import { describe, expect, it } from 'vitest'
import { bootImage } from '../testing/machine.ts'
import { parseRelations } from './relations.ts'
import { compareVersions } from './versions.ts'
import { size, wordList } from './words.ts'

describe('versions', () => {
  it('compares as deb-version(7) says', () => {
    const ascending = ['1.0~rc1', '1.0', '1.0-1', '1.0-1+b1', '1.0-2', '1.0+dfsg', '1.0.1', '1.9', '1.10', '1:0.1']
    for (let i = 0; i < ascending.length; i++)
      for (let j = 0; j < ascending.length; j++)
        expect(Math.sign(compareVersions(ascending[i]!, ascending[j]!)), `${ascending[i]} ${ascending[j]}`).toBe(
          Math.sign(i - j),
        )
  })
  it('reads relations', () => {
    expect(parseRelations('libc6 (>= 2.34), perl:any | awk')).toEqual([
      [{ name: 'libc6', arch: undefined, relation: '>=', version: '2.34' }],
      [
        { name: 'perl', arch: 'any', relation: undefined, version: undefined },
        { name: 'awk', arch: undefined, relation: undefined, version: undefined },
      ],
    ])
  })
})

describe('words', () => {
  it('writes sizes as apt does', () => {
    expect([0, 999, 9_999, 10_000, 84_100, 243_000, 8_790_396, 15_048_775].map(size)).toEqual([
      '0 B',
      '999 B',
      '9999 B',
      '10.0 kB',
      '84.1 kB',
      '243 kB',
      '8790 kB',
      '15.0 MB',
    ])
  })
  it('breaks lists where apt breaks them', () => {
    expect(
      wordList('X:', 'libaprutil1-dbd-sqlite3 libaprutil1-ldap libexpat1 libgdbm-compat4 libgdbm6 libicu72'.split(' ')),
    ).toBe('X:\n  libaprutil1-dbd-sqlite3 libaprutil1-ldap libexpat1 libgdbm-compat4 libgdbm6\n  libicu72\n')
  })
})

describe('packages', () => {
  const boot = async () => {
    const machine = await bootImage('library/debian')
    machine.fs.writeFile('/etc/resolv.conf', 'nameserver 192.168.65.7\n')
    return async (line: string) => {
      const { status, stdout, stderr } = await machine.run(line.split(' '))
      return { status, stdout, stderr }
    }
  }
  it('installs with what is needed, lists, finds, removes', async () => {
    const run = await boot()
    const before = (await run('dpkg -l')).stdout
    expect((await run('apt-get install -y cowsay')).stderr).toBe('E: Unable to locate package cowsay\n')
    expect(await run('apt-get update -qq')).toEqual({ status: 0, stdout: '', stderr: '' })
    const installed = await run('apt-get install -y cowsay')
    expect(installed.status).toBe(0)
    expect(installed.stdout).toContain(
      'The following NEW packages will be installed:\n  cowsay libgdbm-compat4 libgdbm6 libperl5.36 libtext-charwidth-perl perl\n  perl-modules-5.36\n0 upgraded, 7 newly installed',
    )
    // As real dpkg orders them: by its hash table, and each after what it needs.
    expect([...installed.stdout.matchAll(/^Setting up ([\w.:-]+)/gm)].map(([, name]) => name)).toEqual([
      'libtext-charwidth-perl:amd64',
      'perl-modules-5.36',
      'libgdbm6:amd64',
      'libgdbm-compat4:amd64',
      'libperl5.36:amd64',
      'perl',
      'cowsay',
    ])
    expect((await run('dpkg -S /usr/games/cowsay')).stdout).toBe('cowsay: /usr/games/cowsay\n')
    expect((await run('dpkg-query -W -f ${Package}=${Version}\\n cowsay')).stdout).toBe('cowsay=3.03+dfsg2-8\n')
    // perl stays: debconf suggests it.
    expect((await run('apt-get purge -y cowsay')).stdout).toContain(
      "The following package was automatically installed and is no longer required:\n  libtext-charwidth-perl\nUse 'apt autoremove' to remove it.\n",
    )
    expect((await run('apt-get autoremove --purge -y')).status).toBe(0)
    expect((await run('apt-get purge -y perl perl-modules-5.36 libperl5.36 libgdbm6 libgdbm-compat4')).status).toBe(0)
    expect((await run('dpkg -l')).stdout).toBe(before)
  })
  it('answers mistakes', async () => {
    const run = await boot()
    await run('apt-get update')
    expect(await run('apt-get remove -y tree')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("Package 'tree' is not installed, so not removed\n"),
    })
    expect((await run('apt-get --bogus install')).stderr).toBe(
      'E: Command line option --bogus is not understood in combination with the other options\n',
    )
    expect(await run('dpkg -L nosuch')).toMatchObject({
      status: 1,
      stderr:
        "dpkg-query: package 'nosuch' is not installed\nUse dpkg --contents (= dpkg-deb --contents) to list archive files contents.\n",
    })
    expect((await run('apt-get install -y tree=9')).stderr).toBe("E: Version '9' for 'tree' was not found\n")
  })
})
