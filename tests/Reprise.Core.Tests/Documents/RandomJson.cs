using System.Globalization;

namespace Reprise.Core.Tests.Documents;

/// <summary>Valid JSON of any shape, with the words a record knows thrown in.</summary>
internal static class RandomJson
{
    private static readonly string[] s_names =
        ["prompt", "messages", "role", "content", "context", "metadata", "parameters", "tool_calls", "name", "arguments", "quality_score", "flagged", "scores", "text", "base64", "status",
         "kind", "value", "security_score", "yara_matches", "sensitivity_level", "token_inspection_result", "prompt_tokens", "latency_ms", "response_headers", "request", "response", "chunks"];

    private static readonly string[] s_texts =
        ["", "llm", "success", "error", "public", "user", "2026-01-01T00:00:00Z", "evaluation", "quality_score", "aGk=", "reprise", "opaque", "half \\ud83d", "tab\\t", "\\u0000", "ü漢字", "0001-01-01"];

    public static string Of(Random random, int depth) => random.Next(depth > 0 ? 9 : 6) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => random.Next(-3, 2000).ToString(CultureInfo.InvariantCulture),
        3 => (random.NextDouble() * 2 - 0.5).ToString("R", CultureInfo.InvariantCulture),
        4 => random.Next(4) == 0 ? "1e400" : "\"" + s_texts[random.Next(s_texts.Length)] + "\"",
        5 => "\"" + s_texts[random.Next(s_texts.Length)] + "\"",
        6 => "[" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Of(random, depth - 1))) + "]",
        _ => "{" + string.Join(',', s_names.OrderBy(_ => random.Next()).Take(random.Next(5)).Select(n => $"\"{n}\":{Of(random, depth - 1)}")) + "}",
    };
}
