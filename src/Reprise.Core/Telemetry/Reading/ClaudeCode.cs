namespace Reprise.Telemetry;

/// <summary>Claude Code and its agent SDK: attributes without a prefix, told by the word in <c>span.type</c> or by the span's name.</summary>
internal static class ClaudeCode
{
    private const string Prefix = "claude_code.";

    /// <summary><c>interaction</c>, <c>llm_request</c>, <c>tool</c>, <c>tool_execution</c> …; null for spans of others.</summary>
    public static string? Word(TelemetrySpan span, AttributeReader attributes)
    {
        if (span.Name.StartsWith(Prefix, StringComparison.Ordinal)) return span.Name[Prefix.Length..].Split('.')[0];
        var word = attributes.PeekText("span.type");
        return word is "llm_request" or "interaction" or "tool" or "tool_execution" or "tool_blocked" or "hook" ? word : null;
    }
}
