"""Several programs that make a workspace in one database at the same moment."""

import threading

from kanban.store.open import open_store

PROGRAMS = 4


def test_all_that_make_it_at_once_find_it_made(postgres):
    """One makes it, the others wait for that; each has looked before, and found nothing."""
    url = postgres.database()
    stores = [open_store(url) for _ in range(PROGRAMS)]
    begin, failures = threading.Barrier(PROGRAMS), []

    def make(store):
        assert not store.exists()
        begin.wait()
        try:
            store.create("Bridge")
        except Exception as error:
            failures.append(error)

    programs = [threading.Thread(target=make, args=(store,)) for store in stores]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert failures == []
    assert {store.plan().project for store in stores} == {"Bridge"}
    assert {len(store.plan().history) for store in stores} == {1}
    for store in stores:
        store.close()
    postgres.drop(url)
