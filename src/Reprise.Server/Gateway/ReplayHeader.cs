using System.Diagnostics.CodeAnalysis;
using Reprise.Interactions;

namespace Reprise.Server.Gateway;

/// <summary>The header <c>Reprise-Replay</c>: the interaction that a call repeats, the run it belongs to, or both, as <c>id; run=text</c>.</summary>
internal static class ReplayHeader
{
    public const string Name = "Reprise-Replay";

    private const int RunMax = 128;
    private const string RunKey = "run=";

    /// <summary>The header's value for an origin.</summary>
    public static string Of(ReplayOrigin origin) => origin switch
    {
        { Of: { } id, Run: { } run } => $"{id}; {RunKey}{run}",
        { Of: { } id } => id.ToString(),
        _ => RunKey + origin.Run,
    };

    /// <param name="value">The header's value.</param>
    /// <param name="origin">What it says.</param>
    /// <param name="mistake">Why it says nothing, to stand behind the header's name.</param>
    public static bool TryRead(string value, [NotNullWhen(true)] out ReplayOrigin? origin, [NotNullWhen(false)] out string? mistake)
    {
        (origin, mistake) = (null, null);
        // A run's name may itself hold semicolons, so only the first one divides.
        var text = value.Trim();
        var end = StartsRun(text) ? 0 : text.IndexOf(';', StringComparison.Ordinal) is >= 0 and var at ? at : text.Length;
        var (first, rest) = (text[..end].Trim(), text[end..].TrimStart(';').Trim());
        InteractionId? of = null;
        string? run = null;
        if (!StartsRun(text))
        {
            if (InteractionId.TryParse(first, out var id)) of = id;
            else mistake = "is not an interaction id";
        }

        if (rest.Length > 0 && !StartsRun(rest)) mistake ??= "has something other than run= behind its id";
        else if (rest.Length > 0 && (run = rest[RunKey.Length..].Trim()).Length is 0 or > RunMax) mistake ??= $"has a run that is not 1 to {RunMax} characters";
        if (mistake is not null) return false;
        origin = new ReplayOrigin(of, run);
        return true;
    }

    private static bool StartsRun(string text) => text.StartsWith(RunKey, StringComparison.OrdinalIgnoreCase);
}
