namespace Reprise.Playback.Redaction;

/// <summary>What on a tape looks like a credential or personal data.</summary>
public static class TapeFindings
{
    /// <summary>By entry, in order. Says what, never which.</summary>
    public static IReadOnlyList<TapeFinding> In(Tape tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var redaction = TapeRedaction.CreateDefault();
        return [.. tape.Entries.SelectMany(entry => redaction.KindsIn(entry).GroupBy(static kind => kind, StringComparer.Ordinal).Select(group => new TapeFinding(entry.Line, group.Key, group.Count())))];
    }

    /// <summary>Bodies that nobody can look into: no text, or still compressed.</summary>
    public static int UnreadableBodies(Tape tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return tape.Entries.Count(static entry => !System.Text.Unicode.Utf8.IsValid(entry.Request.Body.Span)) + tape.Entries.Count(static entry => entry.Answer.Encoding is not null || !System.Text.Unicode.Utf8.IsValid(entry.Answer.Body.Span));
    }
}

/// <param name="Line">Of the tape.</param>
/// <param name="Kind">What it looks like.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct TapeFinding(long Line, string Kind, int Count);
