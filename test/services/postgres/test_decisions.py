"""What the supervisor decides."""

import base64
import hashlib
import hmac
import json
import unittest
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from member import member
from supervisor import checks, disk, guard, roles, stranded
from supervisor.settings import Patience, read
from supervisor.watch import Watch

MIB = 1024 * 1024


def said(action):
    with redirect_stdout(StringIO()) as text:
        action()
    return text.getvalue()


class Guard(unittest.TestCase):
    def setUp(self):
        self.guard = guard.Guard(Patience.of(ttl=20, loop_wait=3), 0.0)

    def hear(self, now):
        self.guard.answered(now)

    def test_a_patroni_that_answers_is_left_alone(self):
        self.hear(100.0)
        self.assertEqual(self.guard.decide(103.9, True), guard.NOTHING)

    def test_one_that_is_silent_for_four_seconds_is_started_again(self):
        self.hear(100.0)
        self.assertEqual(self.guard.decide(104.0, True), guard.RESTART)

    def test_one_that_starts_may_take_its_time(self):
        self.guard.patroni_started(100.0)
        self.assertEqual(self.guard.decide(114.0, False), guard.NOTHING)
        self.assertEqual(self.guard.decide(115.0, False), guard.RESTART)

    def test_a_primary_is_ended_before_the_lock_that_nobody_renews_runs_out(self):
        self.hear(100.0)
        self.guard.patroni_started(110.0)
        self.assertEqual(self.guard.decide(113.0, True), guard.FENCE)
        # The lock was renewed a whole loop before the silence, at worst.
        self.assertLess(13.0 + 3.0, 20.0)

    def test_a_replica_is_not(self):
        self.hear(100.0)
        self.guard.patroni_started(110.0)
        self.assertEqual(self.guard.decide(113.0, False), guard.NOTHING)

    def test_it_is_ended_once(self):
        self.hear(100.0)
        self.guard.decide(113.0, True)
        self.assertNotEqual(self.guard.decide(113.5, True), guard.FENCE)

    def test_times_follow_from_those_of_the_cluster(self):
        slow = Patience.of(ttl=60, loop_wait=10)
        self.assertEqual((slow.restart, slow.fence), (11.0, 46.0))


class Disk(unittest.TestCase):
    def setUp(self):
        self.free = 500 * MIB
        self.disk = disk.Disk(member(self), lambda _: self.free)

    def look(self, free):
        self.free = free * MIB
        said(self.disk.look)
        return self.disk.full

    def test_a_volume_is_full_below_one_mark_and_has_room_above_another(self):
        self.assertEqual([self.look(free) for free in (97, 95, 150, 191, 193, 150)], [False, True, True, True, False, False])

    def hand_over(self, members, *times):
        """What Patroni is asked for."""
        asked = []

        class Patroni:
            def ask(self, path, data=None, **_):
                if path == "/cluster":
                    return 200, json.dumps({"members": members})
                asked.append((path, data))
                return 200, ""

        for now in times:
            said(lambda: self.disk.hand_over(Patroni(), now))
        return asked

    @staticmethod
    def replica(name, priority, state="streaming"):
        return {"name": name, "state": state, "tags": {"failover_priority": priority}}

    def test_a_hand_over_is_asked_for_once_a_minute(self):
        order = ("/switchover", {"leader": "shop-postgres-1", "candidate": "b"})
        self.assertEqual(self.hand_over([self.replica("b", 98)], 0.0, 30.0, 59.0, 61.0), [order, order])

    def test_it_goes_to_the_preferred_member_that_streams_and_has_room(self):
        members = [self.replica("a", 100, "stopped"), self.replica("b", 98), self.replica("c", 99), self.replica("d", 1)]
        self.assertEqual([data["candidate"] for _, data in self.hand_over(members, 0.0)], ["c"])

    def test_where_all_volumes_are_full_nobody_hands_over(self):
        self.assertEqual(self.hand_over([self.replica("a", 1), self.replica("b", 1)], 0.0), [])

    def test_the_reserve_is_kept_where_there_is_room_and_given_up_where_there_is_none(self):
        file = self.disk.settings.volumes[0] / ".reserve"
        self.addCleanup(lambda: file.unlink(missing_ok=True))
        self.disk.reserve()
        self.assertEqual(file.stat().st_size, disk.RESERVE)
        self.free = 15 * MIB
        self.assertIn("given up", said(self.disk.reserve))
        self.assertFalse(file.exists())


class Roles(unittest.TestCase):
    def test_a_verifier_is_what_rfc_5802_says(self):
        salt = b"sixteen bytes ok"
        salted = hashlib.pbkdf2_hmac("sha256", b"secret", salt, 4096)
        stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
        server = hmac.digest(salted, b"Server Key", "sha256")
        encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
        self.assertEqual(roles.verifier("secret", salt), "SCRAM-SHA-256$4096:{}${}:{}".format(*encoded))

    def test_one_that_postgres_made_is_known(self):
        # By PostgreSQL 17: CREATE ROLE … PASSWORD 'secret'.
        stored = "SCRAM-SHA-256$4096:5l0KQ4cYCbEfhI48ysDIew==$Gv4c0VFpleroYHjb7bxviCyBFIH2CBAOpzYCcfoKokk=:8zNgDFjnOF4lFY+/MGZwkAFGpwlcUQ3iIiOEdJ4tj6s="
        self.assertTrue(roles.matches("secret", stored))
        self.assertFalse(roles.matches("other", stored))

    def test_what_is_no_verifier_matches_nothing(self):
        for stored in (None, "", "md5abc", "SCRAM-SHA-256$x", "SCRAM-SHA-256$4096:!$a:b"):
            self.assertFalse(roles.matches("secret", stored), stored)

    def test_a_secret_without_the_monitors_password_is_good_for_all_others(self):
        settings = member(self)
        self.assertNotIn("monitor", roles.passwords(settings))
        (settings.secrets / "monitor-password").write_text("looks")
        self.assertEqual(roles.passwords(settings)["monitor"], "monitor-password")

    def test_salts_differ(self):
        self.assertNotEqual(roles.verifier("secret"), roles.verifier("secret"))


class Checks(unittest.TestCase):
    def test_data_of_another_major_version_is_not_touched(self):
        settings = member(self)
        self.assertIsNone(checks.refusal(settings))
        (settings.data / "PG_VERSION").write_text("17\n")
        self.assertIsNone(checks.refusal(settings))
        (settings.data / "PG_VERSION").write_text("16\n")
        self.assertIn("SCALE-POSTGRES-012", checks.refusal(settings))

    def test_a_pod_that_does_not_say_who_it_is_does_not_start(self):
        with self.assertRaisesRegex(SystemExit, "POD_NAME, POD_NAMESPACE"):
            read({"POSTGRES_SCOPE": "a", "POD_IP": "b"})

    def test_the_data_folder_is_closed_to_the_group(self):
        settings = member(self)
        settings.data.chmod(0o2770)
        checks.prepare(settings)
        self.assertEqual(settings.data.stat().st_mode & 0o777, 0o700)


class Stranded(unittest.TestCase):
    def setUp(self):
        self.answer = (200, '{"members": [{"role": "replica"}]}')
        self.settings = member(self)
        self.stranded = stranded.Stranded(self.settings, self, 0.0)

    def ask(self, _):
        return self.answer

    def look(self, now):
        return said(lambda: self.stranded.look(now))

    def test_a_member_without_data_and_without_a_leader_says_what_to_do_once_a_minute(self):
        self.assertEqual(self.look(59.0), "")
        self.assertIn("SCALE-POSTGRES-015", self.look(60.0))
        self.assertEqual(self.look(61.0), "")
        self.assertIn("delete endpoints", self.look(120.0))

    def test_one_that_copies_from_a_leader_does_not(self):
        self.answer = (200, '{"members": [{"role": "leader"}]}')
        self.assertEqual(self.look(60.0), "")

    def test_one_whose_patroni_does_not_answer_does_not(self):
        self.answer = (None, "refused")
        self.assertEqual(self.look(60.0), "")

    def test_one_with_data_does_not(self):
        (self.settings.data / "PG_VERSION").write_text("17\n")
        self.assertEqual(self.look(60.0), "")


class Watched(unittest.TestCase):
    def test_a_change_of_mounted_files_is_seen_once(self):
        folder = Path(member(self).config)
        (folder / "..data").symlink_to("..one")
        watch = Watch(folder)
        self.assertFalse(watch.changed())
        (folder / "..data").unlink()
        (folder / "..data").symlink_to("..two")
        self.assertEqual([watch.changed(), watch.changed()], [True, False])
