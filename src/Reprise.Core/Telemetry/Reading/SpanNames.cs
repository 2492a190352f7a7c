namespace Reprise.Telemetry;

/// <summary>What people call the step: a tool by its name, everything else as its instrumentation calls it.</summary>
internal static class SpanNames
{
    public static string Of(TelemetrySpan span, AttributeReader attributes, SpanKind kind)
    {
        if (attributes.Text("reprise.name") is { } own) return own;
        if (kind.IsTool && attributes.Text("gen_ai.tool.name", "tool.name", "ai.toolCall.name", "flue.tool.name", "lk.function_tool.name", "mcp.tool.name", "tool_name") is { } tool) return tool;
        if (attributes.Text("genkit:name") is { } genkit) return genkit;
        if (attributes.PeekText("ai.telemetry.functionId") is { } function && SpanKinds.AiSdkOperation(attributes) is { } operation) return $"{function}:{operation}";
        if (attributes.Text("logfire.msg") is { } message) return message;
        if (kind.Word is "event" or "tool" && attributes.Text("traceloop.entity.name") is { } entity) return entity;
        if (kind.IsTool)
        {
            foreach (var prefix in (ReadOnlySpan<string>)["execute_tool ", "tool:", "tools/call "])
            {
                if (span.Name.Length > prefix.Length && span.Name.StartsWith(prefix, StringComparison.Ordinal)) return span.Name[prefix.Length..];
            }
        }

        return span.Name;
    }
}
