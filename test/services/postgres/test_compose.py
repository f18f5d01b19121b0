"""The configuration that Patroni is given."""

import json
import unittest

from member import member
from supervisor import compose


class Compose(unittest.TestCase):
    def test_it_is_the_clusters_with_what_is_the_members_own(self):
        config = compose.compose(member(self))
        self.assertEqual(config["name"], "shop-postgres-1")
        self.assertEqual(config["restapi"]["connect_address"], "10.0.0.7:8008")
        self.assertEqual(config["postgresql"]["connect_address"], "10.0.0.7:5432")
        self.assertEqual(config["kubernetes"]["namespace"], "shop")

    def test_addresses_of_ipv6_are_in_brackets(self):
        self.assertEqual(compose.compose(member(self, address="fd00::7"))["restapi"]["connect_address"], "[fd00::7]:8008")

    def test_passwords_come_from_files(self):
        config = compose.compose(member(self))
        logins = config["postgresql"]["authentication"]
        self.assertEqual([logins[role]["password"] for role in ("superuser", "replication", "rewind")], ["superuser", "replication", "replication"])
        self.assertEqual(config["restapi"]["authentication"]["password"], "patroni")

    def test_the_users_parameters_go_over_those_that_are_computed(self):
        parameters = compose.compose(member(self, parameters={"work_mem": "64MB"}))["bootstrap"]["dcs"]["postgresql"]["parameters"]
        self.assertEqual(parameters, {"work_mem": "64MB", "jit": "on"})

    def test_lower_ordinals_are_preferred_as_leaders(self):
        tags = [compose.compose(member(self, pod=f"shop-postgres-{i}"))["tags"] for i in (0, 1, 8)]
        self.assertEqual(tags, [{"failover_priority": 100}, {"failover_priority": 99}, {"failover_priority": 92}])

    def test_a_pod_from_before_tls_does_without(self):
        settings = member(self, patroni={"parameters": {"ssl": "on", "ssl_cert_file": "x", "ssl_ca_file": "x", "work_mem": "4MB"}})
        self.assertEqual(compose.compose(settings)["postgresql"]["parameters"], {"work_mem": "4MB"})
        (settings.tls / "tls.crt").write_text("a certificate")
        self.assertEqual(set(compose.compose(settings)["postgresql"]["parameters"]), {"ssl", "ssl_cert_file", "ssl_ca_file", "work_mem"})

    def test_a_member_whose_volume_is_full_is_the_last_choice_and_still_one(self):
        self.assertEqual(compose.compose(member(self), full=True)["tags"], {"failover_priority": 1})
        self.assertEqual(compose.compose(member(self, pod="shop-postgres-120"))["tags"], {"failover_priority": 2})

    def test_a_key_that_is_missing_is_named(self):
        settings = member(self)
        (settings.secrets / "pooler-password").unlink()
        with self.assertRaisesRegex(compose.Unusable, "SCALE-POSTGRES-018.*pooler-password"):
            compose.write(settings)

    def test_files_are_for_this_user_alone(self):
        settings = member(self)
        compose.write(settings)
        for file in (settings.patroni_file, settings.run / "poolers.pgpass"):
            self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.assertEqual(json.loads(settings.patroni_file.read_text())["name"], "shop-postgres-1")
        self.assertEqual(sorted(file.name for file in settings.run.iterdir()), ["patroni.yml", "poolers.pgpass"])

    def test_a_password_with_colons_is_one_field(self):
        settings = member(self)
        (settings.secrets / "pooler-password").write_text("a:b\\c\n")
        compose.write(settings)
        self.assertEqual((settings.run / "poolers.pgpass").read_text(), "*:*:pgbouncer:pgbouncer:a\\:b\\\\c\n")
