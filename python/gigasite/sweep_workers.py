"""Where the chunks of a sweep are made: in processes of this machine, or on a dask cluster. One that dies loses nothing finished."""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
from collections import deque
from collections.abc import Generator, Sequence
from typing import Any

from gigasite.errors import GigasiteError, ParameterError

__all__ = ["in_processes", "on_cluster"]

#: How often the processes that make a chunk may die before the chunk is held to be the cause.
ATTEMPTS = 3

Made = Generator[tuple[int, dict[str, Any]], None, None]


def in_processes(task: Any, missing: Sequence[int], workers: int) -> Made:
    """Chunks as they are made by ``workers`` processes; leaving it early ends the processes at once."""
    import multiprocessing
    from multiprocessing import connection as pipes

    context = multiprocessing.get_context("spawn")
    threads = max(1, (os.cpu_count() or 1) // workers)
    waiting, deaths = deque(missing), dict.fromkeys(missing, 0)
    running: dict[Any, tuple[Any, int]] = {}  # connection -> process and chunk
    payload = pickle.dumps(task)

    def start() -> None:
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, payload, threads), daemon=True)
        process.start()
        theirs.close()  # so that the end of the process is the end of the pipe
        give(ours, process)

    def give(connection: Any, process: Any) -> None:
        if not waiting:
            connection.close()
            process.join(5)
            return
        index = waiting.popleft()
        running[connection] = (process, index)
        with contextlib.suppress(OSError):  # it has died already: the pipe tells so below
            connection.send(index)

    try:
        for _ in range(workers):
            start()
        while running:
            ready: list[Any] = list(pipes.wait(list(running)))
            for connection in ready:
                process, index = running.pop(connection)
                try:
                    result = connection.recv()
                except (EOFError, OSError):
                    connection.close()
                    process.join()
                    deaths[index] += 1
                    if deaths[index] >= ATTEMPTS:
                        text = f"processes that make chunk {index} die (exit code {process.exitcode}); is there enough memory?"
                        raise GigasiteError(text, parameter="workers", value=workers, hint="use fewer workers or a smaller chunk") from None
                    waiting.append(index)
                    start()
                    continue
                if isinstance(result, BaseException):
                    connection.close()
                    raise result
                give(connection, process)
                yield index, result
    finally:
        for process, _ in running.values():
            process.terminate()
        for connection, (process, _) in running.items():
            process.join(5)
            connection.close()


def _serve(connection: Any, payload: bytes, threads: int) -> None:
    """The process: a chunk for each number, until the pipe ends, also when the parent is no more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent sees it and ends us
    task = pickle.loads(payload)
    with contextlib.suppress(EOFError, OSError):
        while True:
            index = connection.recv()
            try:
                result: Any = task.make(index, threads)
            except Exception as error:
                result = error
            connection.send(result)


def on_cluster(client: Any, task: Any, missing: Sequence[int]) -> Made:
    """Chunks as a cluster of dask.distributed makes them, a few for each of its threads at a time."""
    try:
        as_completed: Any = importlib.import_module("distributed").as_completed
    except ModuleNotFoundError:
        hint = 'pip install "gigasite[dask]"'
        raise ParameterError("client= needs distributed, which is not installed", parameter="client", hint=hint) from None
    waiting = deque(missing)

    def submit() -> Any:
        index = waiting.popleft()
        return client.submit(_make, task, index, pure=False, retries=ATTEMPTS, key=f"gigasite-{id(task)}-{index}")

    most = 2 * max(1, sum(client.nthreads().values()))
    queue = as_completed([submit() for _ in range(min(most, len(waiting)))])
    try:
        for future in queue:
            index, table = future.result()
            if waiting:
                queue.add(submit())
            future.release()
            yield index, table
    finally:
        for future in list(queue.futures):
            future.cancel()


def _make(task: Any, index: int) -> tuple[int, dict[str, Any]]:
    return index, task.make(index, 1)
