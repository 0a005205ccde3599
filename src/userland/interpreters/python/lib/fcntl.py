"""What of fcntl(2) is simulated: locks that always succeed, and flags of descriptors."""
import errno
import os

F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, FD_CLOEXEC = 0, 1, 2, 3, 4, 1
LOCK_SH, LOCK_EX, LOCK_NB, LOCK_UN = 1, 2, 4, 8


def fcntl(fd, cmd, arg=0):
    fd = fd if isinstance(fd, int) else fd.fileno()
    if cmd == F_GETFD:
        return 0 if os.get_inheritable(fd) else FD_CLOEXEC
    if cmd == F_SETFD:
        os.set_inheritable(fd, not arg & FD_CLOEXEC)
        return 0
    if cmd == F_GETFL:
        return os.O_RDWR | (0 if os.get_blocking(fd) else os.O_NONBLOCK)
    if cmd == F_SETFL:
        os.set_blocking(fd, not arg & os.O_NONBLOCK)
        return 0
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


def flock(fd, operation):
    os.fstat(fd if isinstance(fd, int) else fd.fileno())


def lockf(fd, cmd, len=0, start=0, whence=0):
    flock(fd, cmd)


def ioctl(fd, request, arg=0, mutate_flag=True):
    raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))
