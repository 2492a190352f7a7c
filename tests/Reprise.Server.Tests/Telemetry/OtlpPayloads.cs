using System.Text;
using System.Text.Json;
using Reprise.Tests;

namespace Reprise.Server.Tests.Telemetry;

/// <summary>Requests of many exporters, as others' tests have them.</summary>
internal static class OtlpPayloads
{
    public static IReadOnlyList<(string Name, JsonElement Request, byte[] Json)> All()
    {
        var lines = File.ReadAllLines(SharedData.Require("otlp/traces.jsonl"));
        return [.. lines.Select(static line =>
        {
            using var document = JsonDocument.Parse(line);
            var request = document.RootElement.GetProperty("otlp").Clone();
            return (document.RootElement.GetProperty("name").GetString()!, request, Encoding.UTF8.GetBytes(request.GetRawText()));
        })];
    }

    /// <summary>One span.</summary>
    public static string Span(string trace, string span, string name = "chat", string? attributes = null, string? parent = null) =>
        $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"{{trace}}","spanId":"{{span}}","parentSpanId":"{{parent}}","name":"{{name}}","kind":3,"startTimeUnixNano":"1767225600000000000","endTimeUnixNano":"1767225601000000000","attributes":[{{attributes}}]}]}]}]}""";
}
