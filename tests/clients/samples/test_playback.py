import json
import os
import unittest
import urllib.request

PLAYBACK = os.environ.get("REPRISE_PLAYBACK", "http://127.0.0.1:5090")


def call(path, body=None, method=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(PLAYBACK + path, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or "null")


class CapitalTest(unittest.TestCase):
    def setUp(self):
        call("/playback/rewind", method="POST")

    def test_names_the_capital(self):
        question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Capital of France?"}]}
        answer = call("/lane/capital/openai/v1/chat/completions", question)
        self.assertEqual(answer["choices"][0]["message"]["content"], "Paris")

    @classmethod
    def tearDownClass(cls):
        assert call("/playback/status")["misses"] == []


if __name__ == "__main__":
    unittest.main()
