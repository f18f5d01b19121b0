"""Process 1 of a Postgres member: it keeps Patroni running, and Postgres serving meanwhile.

It promotes nothing: that is Patroni's. It does what a process 1 has to do (forward signals, reap), and what Patroni cannot do for
itself: restart it in place, end it when it hangs, and end a primary whose Patroni is gone for too long to keep others away.
"""
