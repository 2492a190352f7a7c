using System.Globalization;
using System.Text;
using Reprise.Server.Api;

namespace Reprise.Server.Sessions;

/// <summary>Where a page of sessions ended: the latest interaction of its last session, and that session among those of the same millisecond.</summary>
internal sealed record SessionCursor(long Milliseconds, string SessionId)
{
    /// <summary>Sorts behind every session id.</summary>
    private const string Last = "\uFFFF";

    public DateTimeOffset EndOfMillisecond => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds + 1);

    public static string After(SessionDocument session) => Write(session.LastTimestamp.ToUnixTimeMilliseconds(), session.SessionId);

    /// <summary>Before everything of that millisecond; behind it when a whole page was spent on it, so that reading goes on.</summary>
    public static string From(DateTimeOffset timestamp, bool isStuck) => Write(timestamp.ToUnixTimeMilliseconds(), isStuck ? Last : "");

    public static SessionCursor? Read(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var id = new byte[text.Length];
        if (dot > 0 && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 1L << 43
            && Convert.FromHexString(text.AsSpan(dot + 1), id, out _, out var length) == System.Buffers.OperationStatus.Done)
            return new SessionCursor(milliseconds, Encoding.UTF8.GetString(id, 0, length));
        throw ApiProblem.InvalidParameter("cursor", "The cursor is none that this list gave out; ask for the first page again.");
    }

    /// <summary>Whether a session comes behind the cursor.</summary>
    public bool IsBefore(SessionDocument session)
    {
        var latest = session.LastTimestamp.ToUnixTimeMilliseconds();
        return latest < Milliseconds || (latest == Milliseconds && string.CompareOrdinal(session.SessionId, SessionId) > 0);
    }

    private static string Write(long milliseconds, string sessionId) =>
        string.Create(CultureInfo.InvariantCulture, $"{milliseconds}.{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(sessionId))}");
}
