"""One record with nothing but the standard library."""
import json
import os
import urllib.request

server = os.environ.get("REPRISE_SERVER", "http://127.0.0.1:5080")
record = {
    "kind": "llm",
    "name": "sample-python",
    "session_id": "sample-python",
    "model": "gpt-4o",
    "request": {"prompt": "Good morning!"},
    "response": {"content": "Good morning to you."},
    "metrics": {"prompt_tokens": 3, "completion_tokens": 5, "latency_ms": 420},
}
request = urllib.request.Request(f"{server}/api/interactions", json.dumps(record).encode(), {"content-type": "application/json"})
with urllib.request.urlopen(request) as answer:
    print(answer.status)
