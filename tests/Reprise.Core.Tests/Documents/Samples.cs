using System.Text.Json;
using Reprise.Documents;
using Reprise.Wire;

namespace Reprise.Core.Tests.Documents;

/// <summary>Records in our format and in those of older recorders, and the real reader and writer at a fixed time.</summary>
internal static class Samples
{
    public static DateTimeOffset Now { get; } = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public const string Full = """
        {"interaction_id":"01997f2c-8a3e-7cc1-9d5b-0242ac120002","timestamp":"2026-01-31T12:00:00.123Z","kind":"llm","name":"chat.completions","provider":"openai",
         "model":"gpt-4o","response_model":"gpt-4o-2024-08-06","status":"success","http_status":200,"user_id":"u1","session_id":"s1","trace_id":"t1","span_id":"sp","parent_id":"p1",
         "prompt_type":"support","prompt_template":"support/refund@3","replay":{"of":"01997f2c-8a3e-7cc1-9d5b-0242ac120009","run":"nightly"},"tags":["nightly","a b"],"metadata":{"customer":"acme","n":1.50},"file_metadata":[{"name":"a.pdf"}],"ip_address":"127.0.0.1","country":"DE","stream":true,
         "request":{"prompt":"How do I get a refund?","system_prompt":"Be kind.","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"hello","tool_calls":[{"id":"c1","name":"find","arguments":{"q":"x"}}]},
           {"role":"tool","tool_call_id":"c1","content":"found"},{"role":"user","content":"How do I get a refund?"}],
           "context":[{"content":"Terms","source":"terms.md","metadata":{"page":3}}],"tools":[{"type":"function"}],"parameters":{"temperature":0.20},"query":"?alt=sse&key=AIza-secret","headers":{"anthropic-version":"2023-06-01"}},
         "response":{"content":"Within 30 days.","tool_calls":[{"name":"mail","arguments":{"to":"x"}}],"reasoning":"They ask for money.","completion_tokens":5,"finish_reason":"stop"},
         "metrics":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"cached_tokens":2,"cache_write_tokens":1,"reasoning_tokens":3,"latency_ms":812,"ttft_ms":100,
           "embedding_time_ms":1,"retrieval_time_ms":2,"llm_time_ms":3,"total_cost_usd":0.0123456789,"saved_cost_usd":0.5,"price_version":"v1"},
         "cache":{"status":"semantic","similarity":0.97,"source_interaction_id":"01997f2c-8a3e-7cc1-9d5b-0242ac120001","policy":"strict","reason":"near"},
         "quality_score":0.9,"evaluation":{"relevance_score":0.8,"flagged":true,"flag_reason":"odd","stars":4.2},"feedback":{"rating":1,"comment":"thanks","author":"u1"},"labels":{"topic":"refunds"},
         "security":{"prompt_entropy":3.2,"yara_matches":["r1"],"token_inspection_result":{"ok":true},"injection_score":0.1,"sensitivity_level":"internal"},"privacy":{"policy":"eu","redactions":[1],"counts":{"email":2},"dropped":["tools"]}}
        """;

    public const string ToolLogger = """
        {"tool_id":"command_checker","interaction_type":"command_check","input":{"operation":"write"},"output":{"success":true,"written":5},"success":true,"quality_score":0.95,
         "latency_ms":127.5,"timestamp":"2025-01-15T14:30:00Z","metadata":{"model":"tinyllama"}}
        """;

    public const string CommandMonitor = """
        {"timestamp": "2025-12-15T10:30:45.123456", "interaction_type": "cli_command", "command": "status", "status": "failure", "duration_ms": 45.5, "error_message": "no such thing",
         "metadata": {}, "session_id": "2025121510", "user_hash": "a1b2c3d4e5f6g7h8"}
        """;

    public const string TableRow = """
        {"id":"5f1c1e1e-4b3f-4f0e-9b77-0a2e6a1f0c11","timestamp":"2025-03-01T00:00:00+02:00","request":{"model":"claude-3","messages":[{"role":"user","content":[{"type":"text","text":"hello"},{"type":"image","source":"x"}]}]},
         "response":{"id":"msg","type":"message"},"latency_ms":1200,"error_code":null,"error_message":null,"model_name":"claude-3","user_id":"9b77","file_metadata":{"pages":3},"status":"success","prompt_hash":"abc","ip_address":"10.0.0.1"}
        """;

    public const string AuditLog = """
        {"interaction_id":"b2b1a2de-3b0c-4f24-8f0e-9a1f5e1d6c77","timestamp":"2025-05-05T05:05:05.5Z","user_id":"u","session_id":"s","request":{"prompt":"p","system_prompt":"s","context":[],"parameters":{}},
         "response":{"content":"c","completion_tokens":null,"finish_reason":null},"metrics":{"prompt_tokens":1,"total_tokens":3,"latency_ms":5,"finish_reason":"stop","gpu":"a100"},
         "evaluation":{"quality_score":0.5,"flagged":false}}
        """;

    public static IReadOnlyList<string> All { get; } = [Full, ToolLogger, CommandMonitor, TableRow, AuditLog, "{}", """{"request":"plain","response":["a","b"]}"""];

    public static DocumentReader Reader() => new(DialectCatalog.FindByName, new FixedTime());

    public static DocumentWriter Writer() => new(DialectCatalog.FindByName);

    public static JsonElement ToJson(InteractionDocument document) => JsonSerializer.SerializeToElement(document, DocumentJson.Relaxed.InteractionDocument);

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
