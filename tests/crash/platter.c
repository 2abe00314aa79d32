/* A disk that loses its power: what is flushed is on the platter, and nothing else is sure to be there.
 *
 * Loaded before the C library, it lets every write to a file below PLATTER_FOLDER through, and copies to the folder
 * PLATTER what fsync and fdatasync make durable. A part of the writes gets to the platter by itself, as real disks do
 * it: at any time, in any order, torn between two sectors. After a kill the platter is what a loss of power leaves.
 * With PLATTER_LIES it is a disk that says it has flushed and has not. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512, LONGEST = 4096 };

struct change {
    char name[256];
    off_t at;      /* where it was written, or the new length */
    size_t length; /* 0: the file was cut */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct change *changes;
static size_t count, room;
static unsigned seed;
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_ftruncate)(int, off_t);

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("PLATTER_SEED");
    seed = text ? (unsigned)atoi(text) : 1;
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
}

/* The name below the folder; nothing for all other files, and for those that mean nothing after a loss of power. */
static int is_ours(int fd, char name[256]) {
    const char *folder = getenv("PLATTER_FOLDER");
    char link[64], path[LONGEST];
    if (!folder) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    size_t prefix = strlen(folder);
    if (length <= (ssize_t)prefix + 1) return 0;
    path[length] = 0;
    if (strncmp(path, folder, prefix) || path[prefix] != '/') return 0;
    if (strstr(path, "-shm") || strstr(path, ".owner") || strlen(path + prefix + 1) > 255) return 0;
    strcpy(name, path + prefix + 1);
    return 1;
}

static int on_platter(const char *name) {
    char path[LONGEST];
    snprintf(path, sizeof path, "%s/%s", getenv("PLATTER"), name);
    return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
}

/* What stands in the file now, from `at` on. */
static void copy(int from, const char *name, off_t at, size_t length) {
    char piece[65536];
    int to = on_platter(name);
    while (to >= 0 && length > 0) {
        size_t most = length < sizeof piece ? length : sizeof piece;
        ssize_t got = pread(from, piece, most, at);
        if (got <= 0 || real_pwrite(to, piece, got, at) != got) break;
        at += got;
        length -= got;
    }
    if (to >= 0) close(to);
}

static void cut(const char *name, off_t length) {
    int to = on_platter(name);
    if (to < 0) return;
    if (real_ftruncate(to, length)) perror("platter");
    close(to);
}

static void remember(int fd, off_t at, size_t length) {
    char name[256];
    if (!is_ours(fd, name)) return;
    pthread_mutex_lock(&lock);
    if (count == room) {
        room = room ? room * 2 : 1024;
        changes = realloc(changes, room * sizeof *changes);
        if (!changes) abort();
    }
    struct change *change = &changes[count++];
    strcpy(change->name, name);
    change->at = at;
    change->length = length;
    /* By itself: all of it, or some sectors. */
    if (length && rand_r(&seed) % 8 == 0) {
        size_t sectors = length / SECTOR + 1;
        size_t some = rand_r(&seed) % 2 ? length : (rand_r(&seed) % sectors) * SECTOR;
        copy(fd, name, at, some);
    }
    pthread_mutex_unlock(&lock);
}

static void flushed(int fd) {
    char name[256];
    if (!is_ours(fd, name)) return;
    int lies = getenv("PLATTER_LIES") != NULL;
    pthread_mutex_lock(&lock);
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        struct change *change = &changes[i];
        if (strcmp(change->name, name)) changes[left++] = *change;
        else if (lies) continue;
        else if (change->length) copy(fd, name, change->at, change->length);
        else cut(name, change->at);
    }
    count = left;
    pthread_mutex_unlock(&lock);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) {
    ssize_t written = real_pwrite(fd, bytes, length, at);
    if (written > 0) remember(fd, at, written);
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return pwrite64(fd, bytes, length, at);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t written = real(fd, bytes, length);
    if (written > 0 && at >= 0) remember(fd, at, written);
    return written;
}

int ftruncate64(int fd, off_t length) {
    int done = real_ftruncate(fd, length);
    if (!done) remember(fd, length, 0);
    return done;
}

int ftruncate(int fd, off_t length) {
    return ftruncate64(fd, length);
}

int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    int done = real(fd);
    if (!done) flushed(fd);
    return done;
}

int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    int done = real(fd);
    if (!done) flushed(fd);
    return done;
}

int unlink(const char *path) {
    static int (*real)(const char *);
    if (!real) real = dlsym(RTLD_NEXT, "unlink");
    const char *folder = getenv("PLATTER_FOLDER");
    size_t prefix = folder ? strlen(folder) : 0;
    if (folder && !strncmp(path, folder, prefix) && path[prefix] == '/') {
        char copy[LONGEST];
        snprintf(copy, sizeof copy, "%s%s", getenv("PLATTER"), path + prefix);
        real(copy);
    }
    return real(path);
}
