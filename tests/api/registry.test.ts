/** A registry of the learner's own: what is pushed there is in its volume, and comes back as it was. */
import { expect, it } from 'vitest'
import { runScript } from '../../src/machine/headless.ts'

const run = async (script: string): Promise<string[]> => {
  const { output, bugs } = await runScript({ script })
  expect(bugs).toEqual([])
  return output.trimEnd().split('\n')
}
it('keeps images in its volume and gives them back with the same ID and digest', async () => {
  const out = await run(`
docker run -d -p 5000:5000 --name registry -v data:/var/lib/registry registry:2 >/dev/null 2>&1
docker pull -q hello-world >/dev/null
docker tag hello-world localhost:5000/team/hello:1; docker tag hello-world localhost:5000/other
docker push -q localhost:5000/team/hello:1
docker push localhost:5000/other | grep -o 'Mounted from .*'
before=$(docker image inspect -f '{{.Id}} {{index .RepoDigests 1}}' localhost:5000/team/hello:1)
docker rmi -f $(docker images -q hello-world) >/dev/null
docker rm -f registry >/dev/null; docker run -d -p 5000:5000 --name registry -v data:/var/lib/registry registry:2 >/dev/null; sleep 1
curl -s localhost:5000/v2/_catalog
curl -s localhost:5000/v2/team/hello/tags/list
docker pull -q localhost:5000/team/hello:1
docker run --rm localhost:5000/team/hello:1 | sed -n 2p
docker images --digests --format '{{.Repository}} {{.Digest}}' | grep team >/tmp/now
docker pull -q \${before#* } >/dev/null && echo by digest
docker image inspect -f '{{.Id}}' localhost:5000/team/hello:1 | grep -c \${before%% *}
docker exec registry ls /var/lib/registry/docker/registry/v2/repositories`)
  expect(out).toEqual([
    'localhost:5000/team/hello:1',
    'Mounted from team/hello',
    '{"repositories":["other","team/hello"]}',
    '{"name":"team/hello","tags":["1"]}',
    'localhost:5000/team/hello:1',
    'Hello from Docker!',
    'by digest',
    '1',
    'other',
    'team',
  ])
})
it('answers the distribution API', async () => {
  const out = await run(`
docker run -d -p 5000:5000 -e REGISTRY_STORAGE_DELETE_ENABLED=true --name registry registry:2 >/dev/null 2>&1; sleep 1
printf hello > f; d=sha256:$(sha256sum f | cut -d' ' -f1); v=localhost:5000/v2
curl -s -o /dev/null -w '%{http_code}\\n' $v/
curl -s $v/app/tags/list
curl -s -X POST --data-binary @f -o /dev/null -w '%{http_code}\\n' "$v/app/blobs/uploads/?digest=$d"
curl -s -X POST --data-binary wrong "$v/app/blobs/uploads/?digest=$d"
curl -s $v/app/blobs/$d; echo
curl -s -r 1-3 $v/app/blobs/$d; echo
curl -s $v/app/manifests/latest
curl -s -X PUT -d '{"schemaVersion":2,"layers":[{"digest":"sha256:${'0'.repeat(64)}"}]}' $v/app/manifests/latest
curl -s -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' -d "{\\"schemaVersion\\":2,\\"mediaType\\":\\"application/vnd.oci.image.manifest.v1+json\\",\\"config\\":{\\"digest\\":\\"$d\\"},\\"layers\\":[]}" -D- -o /dev/null $v/app/manifests/latest | grep -o 'HTTP.*[0-9]'
curl -sI $v/app/manifests/latest | grep -i ^content-type | tr -d '\\r'
m=$(curl -sI $v/app/manifests/latest | grep -i docker-content-digest | tr -d '\\r' | cut -d' ' -f2)
curl -s -X DELETE -o /dev/null -w '%{http_code}\\n' $v/app/manifests/$m
curl -s $v/app/tags/list
docker pull localhost:5000/app 2>&1 | tail -1
docker pull -a localhost:5000/nosuch
docker pull 192.168.65.3:5000/app 2>&1 | tail -1
docker stop registry >/dev/null; docker pull localhost:5000/app 2>&1 | tail -1`)
  const error = (code: string, message: string, detail = ''): string =>
    `{"errors":[{"code":"${code}","message":"${message}"${detail}}]}`
  expect(out).toEqual([
    '200',
    error('NAME_UNKNOWN', 'repository name not known to registry', ',"detail":{"name":"app"}'),
    '201',
    error('DIGEST_INVALID', 'provided digest did not match uploaded content'),
    'hello',
    'ell',
    error('MANIFEST_UNKNOWN', 'manifest unknown', ',"detail":{"Tag":"latest"}'),
    error('MANIFEST_BLOB_UNKNOWN', 'blob unknown to registry', `,"detail":{"digest":"sha256:${'0'.repeat(64)}"}`),
    'HTTP/1.1 201',
    'Content-Type: application/vnd.oci.image.manifest.v1+json',
    '202',
    '{"name":"app","tags":[]}',
    'Error response from daemon: manifest for localhost:5000/app:latest not found: manifest unknown: manifest unknown',
    'Error response from daemon: repository localhost:5000/nosuch not found: name unknown: repository name not known to registry',
    'Error response from daemon: Get "https://192.168.65.3:5000/v2/": http: server gave HTTP response to HTTPS client',
    'Error response from daemon: Get "http://localhost:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
  ])
})
