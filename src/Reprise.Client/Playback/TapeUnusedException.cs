using System.Globalization;
using System.Text;
using Reprise.Playback;

namespace Reprise.Client.Playback;

/// <summary>Nobody asked for some entries of a tape.</summary>
public sealed class TapeUnusedException : Exception
{
    private const int ShownMax = 20;

    public TapeUnusedException() { }
    public TapeUnusedException(string message) : base(message) { }
    public TapeUnusedException(string message, Exception inner) : base(message, inner) { }

    internal TapeUnusedException(IReadOnlyList<TapeEntry> entries) : base(Words(entries)) => Entries = entries;

    public IReadOnlyList<TapeEntry> Entries { get; } = [];

    private static string Words(IReadOnlyList<TapeEntry> entries)
    {
        var words = new StringBuilder();
        words.Append(CultureInfo.InvariantCulture, $"nobody asked for {entries.Count} {(entries.Count == 1 ? "entry" : "entries")} of the tape:");
        foreach (var entry in entries.Take(ShownMax))
        {
            words.Append(CultureInfo.InvariantCulture, $"\n  {(entry.Line > 0 ? $"line {entry.Line}: " : "")}{entry.Request.Method} {entry.Request.Path} for {entry.Request.Provider}");
            if (entry.Lane.Length > 0) words.Append(CultureInfo.InvariantCulture, $", lane {entry.Lane}");
        }

        return words.ToString();
    }
}
