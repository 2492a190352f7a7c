namespace Reprise.Server.Gateway;

/// <summary>W3C Trace Context and Baggage, as far as a call's place among others and its owner are told by them. <c>tracestate</c> is for others and goes on untouched.</summary>
internal static class TraceContext
{
    private const int BaggageMax = 8192;
    private const int MembersMax = 180;

    /// <summary>
    /// <c>version-traceid-parentid-flags</c>, all lower-case hex. Version ff is none; version 00 has exactly these four parts; later ones may have more behind them. Ids of
    /// nothing but zeros are none. The flags only say whether the caller keeps its span: we record all the same.
    /// </summary>
    public static (string TraceId, string SpanId)? ReadParent(string value)
    {
        var parts = value.Trim().Split('-');
        if (parts.Length < 4 || !IsHex(parts[0], 2) || !IsHex(parts[1], 32) || !IsHex(parts[2], 16) || !IsHex(parts[3], 2)) return null;
        if (parts[0] == "ff" || (parts[0] == "00" && parts.Length > 4) || IsZero(parts[1]) || IsZero(parts[2])) return null;
        return (parts[1], parts[2]);
    }

    /// <summary>The session and the user by the names that SDKs give them.</summary>
    public static (string? Session, string? User) ReadBaggage(string value)
    {
        string? session = null, user = null;
        if (value.Length > BaggageMax) return (null, null);
        foreach (var member in value.Split(',', MembersMax + 1, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MembersMax))
        {
            var end = member.IndexOf(';', StringComparison.Ordinal);
            var pair = end < 0 ? member : member[..end];
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) continue;
            var text = Uri.UnescapeDataString(pair[(equals + 1)..].Trim());
            if (text.Length == 0) continue;
            switch (pair[..equals].Trim().ToLowerInvariant())
            {
                case "session.id" or "session_id" or "sessionid" or "langfuse_session_id" or "langfuse.session.id" or "gen_ai.conversation.id": session ??= text; break;
                case "user.id" or "user_id" or "userid" or "enduser.id" or "langfuse_user_id" or "langfuse.user.id": user ??= text; break;
            }
        }

        return (session, user);
    }

    private static bool IsHex(string text, int length) => text.Length == length && text.All(char.IsAsciiHexDigitLower);

    private static bool IsZero(string text) => !text.AsSpan().ContainsAnyExcept('0');
}
