namespace Reprise.Mcp.Proxy;

/// <summary>W3C Trace Context, as MCP clients put it into <c>_meta</c>: <c>version-traceid-parentid-flags</c>.</summary>
internal readonly record struct TraceParent(string TraceId, string SpanId)
{
    /// <summary>Null where there is none, or none that is valid.</summary>
    public static TraceParent? Find(string? text)
    {
        if (text is null) return null;
        var parts = text.Split('-');
        return parts.Length >= 4 && parts[0].Length == 2 && parts[0] != "ff" && IsId(parts[1], 32) && IsId(parts[2], 16) ? new TraceParent(parts[1], parts[2]) : null;
    }

    private static bool IsId(string text, int length) => text.Length == length && text.All(static c => char.IsAsciiHexDigitLower(c)) && text.AsSpan().ContainsAnyExcept('0');
}
