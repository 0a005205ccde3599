/** CPython in workers: what a container's python does, and that nothing it does can hold the machine up. */
import { beforeAll, describe, expect, it } from 'vitest'
import { runScript } from '../../src/machine/headless.ts'
import { withInterpreters } from '../support/interpreters.ts'

beforeAll(withInterpreters, 120_000)

const on = async (script: string, seed = 1): Promise<string> => {
  const { output, bugs } = await runScript({ script: `docker pull -q python:3.11 >/dev/null\n${script}\n`, seed })
  expect(bugs).toEqual([])
  return output
}
const python = (code: string): string =>
  `docker run --rm -i python:3.11 python3 - 2>&1 <<'END'\n${code}\nEND\necho "[$?]"`

describe('python', () => {
  it('sees the container: files, environment, arguments, users, time', async () => {
    const output = await on(
      `docker run --rm -e NAME=naru -w /tmp python:3.11 python3 -c '
import os, sys, pathlib, pwd, time
pathlib.Path("a.txt").write_text("가나다")
print(os.environ["NAME"], sys.argv[1:], os.getcwd(), os.listdir("."), open("/tmp/a.txt").read(), os.getpid(), pwd.getpwuid(os.getuid()).pw_name)
print(sys.platform, os.uname().sysname, time.strftime("%Y-%m-%d"))' x y`,
    )
    expect(output).toBe("naru ['x', 'y'] /tmp ['a.txt'] 가나다 1 root\nlinux Linux 2026-11-22\n")
  })

  it("has Linux's error numbers and words", async () => {
    const output = await on(
      python(
        `import errno, os, socket
for attempt in (lambda: open("/nope"), lambda: os.kill(99999, 9), lambda: os.rmdir("/etc"),
                lambda: socket.create_connection(("127.0.0.1", 9))):
    try:
        attempt()
    except OSError as error:
        print(type(error).__name__, error.errno, error, error.args, errno.errorcode[error.errno])
os.mkdir("/etc")`,
      ),
    )
    expect(output).toBe(
      [
        "FileNotFoundError 2 [Errno 2] No such file or directory: '/nope' (2, 'No such file or directory') ENOENT",
        "ProcessLookupError 3 [Errno 3] No such process (3, 'No such process') ESRCH",
        "OSError 39 [Errno 39] Directory not empty: '/etc' (39, 'Directory not empty') ENOTEMPTY",
        "ConnectionRefusedError 111 [Errno 111] Connection refused (111, 'Connection refused') ECONNREFUSED",
        'Traceback (most recent call last):',
        '  File "<stdin>", line 8, in <module>',
        "FileExistsError: [Errno 17] File exists: '/etc'",
        '[1]',
        '',
      ].join('\n'),
    )
  })

  it('starts programs and threads', async () => {
    const output = await on(
      python(
        `import subprocess, threading, os
print(subprocess.run("echo out; echo err >&2; exit 3", shell=True, capture_output=True, text=True))
print(subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE).communicate(b"through"), os.system("exit 2") >> 8)
t = threading.Thread(target=lambda: print("in a thread"))
t.start()
t.join()
try:
    subprocess.run(["nope"])
except FileNotFoundError as error:
    print(error)`,
      ),
    )
    expect(output).toBe(
      [
        "CompletedProcess(args='echo out; echo err >&2; exit 3', returncode=3, stdout='out\\n', stderr='err\\n')",
        "(b'through', None) 2",
        'in a thread',
        "[Errno 2] No such file or directory: 'nope'",
        '[0]',
        '',
      ].join('\n'),
    )
  })

  it('ends an endless loop by kill, also one inside a single C function, and charges its time', async () => {
    const output = await on(
      `docker run -d --name busy python:3.11 python3 -c 'while True: pass' >/dev/null
docker run -d --name stuck python:3.11 python3 -c 'x = 10 ** 300000000' >/dev/null
sleep 3
docker stats --no-stream --format '{{.CPUPerc}}' busy
docker kill busy stuck; docker wait busy stuck`,
    )
    const [cpu, ...rest] = output.split('\n')
    expect(parseFloat(cpu!)).toBeGreaterThan(40)
    expect(rest).toEqual(['busy', 'stuck', '137', '137', ''])
  })

  it('handles signals: a handler of SIGTERM, KeyboardInterrupt while it sleeps', async () => {
    const output = await on(
      `docker run -d --name term python:3.11 python3 -uc '
import signal, sys, time
signal.signal(signal.SIGTERM, lambda n, f: sys.exit(f"got {signal.Signals(n).name}"))
while True: time.sleep(1)' >/dev/null
docker run -d --name int python:3.11 python3 -c 'import time; time.sleep(60)' >/dev/null
sleep 2; docker stop term; docker kill -s INT int; docker wait term int; docker logs term; docker logs int`,
    )
    expect(output).toBe(
      [
        'term',
        'int',
        '1',
        '130',
        'got SIGTERM',
        'Traceback (most recent call last):',
        '  File "<string>", line 1, in <module>',
        'KeyboardInterrupt',
        '',
      ].join('\n'),
    )
  })

  it('dies of its memory limit', async () => {
    const output = await on(
      `docker run -m 60m --name oom python:3.11 python3 -c 'x = "a" * 10**9'; echo $?; docker inspect -f '{{.State.OOMKilled}}' oom`,
    )
    expect(output).toBe('137\ntrue\n')
  })

  it('gives the same for the same seed, two of them at once, too', async () => {
    const script = `for i in 1 2 3; do docker run -d --name c$i python:3.11 python3 -c '
import random, time
for i in range(3): print(random.random(), time.time()); sum(range(200000)); time.sleep(random.random())' >/dev/null; done
sleep 5; docker logs c1; docker logs c2; docker logs c3`
    const first = await on(script, 7)
    expect(first.split('\n')).toHaveLength(10)
    expect(await on(script, 7)).toBe(first)
    expect(await on(script, 8)).not.toBe(first)
  })

  it('installs flask with pip and serves a page', async () => {
    const output = await on(
      `mkdir app && cd app
printf 'from flask import Flask, jsonify\\napp = Flask(__name__)\\n@app.get("/<name>")\\ndef hello(name):\\n    return jsonify(hello=name)\\nif __name__ == "__main__":\\n    app.run(host="0.0.0.0")\\n' > app.py
printf 'FROM python:3.11\\nWORKDIR /app\\nRUN pip install flask==3.1.2\\nCOPY app.py .\\nCMD ["python", "app.py"]\\n' > Dockerfile
docker build -q -t web . >/dev/null && docker run -d --name web -p 5000:5000 web >/dev/null && sleep 1
curl -s localhost:5000/naru; sleep 1; docker logs web 2>&1 | tail -1 | cut -d'"' -f2-
docker exec web pip install nosuchpackage`,
    )
    expect(output).toBe(
      [
        '{"hello":"naru"}',
        'GET /naru HTTP/1.1" 200 -',
        'Collecting nosuchpackage',
        'ERROR: Could not find a version that satisfies the requirement nosuchpackage (from versions: none)',
        'ERROR: No matching distribution found for nosuchpackage',
        '',
      ].join('\n'),
    )
  })
})
