using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>Hands out a session's recorded tool answers from a turn on: of each call the first, then the second, and the last again and again.</summary>
/// <param name="library">What the tools answered.</param>
/// <param name="from">The turn; what was told before it is not told again.</param>
internal sealed class ToolUse(ToolLibrary library, int from)
{
    private readonly Dictionary<(string, string), int> _times = [];

    /// <summary>The next answer to this call; null when it was never made.</summary>
    public RecordedToolAnswer? Next(ToolCall call)
    {
        var key = (call.Name, CanonicalJson.OfArguments(call.Arguments));
        var time = _times.TryGetValue(key, out var times) ? times : library.CountBefore(call.Name, call.Arguments, from);
        _times[key] = time + 1;
        return library.Find(call.Name, call.Arguments, time);
    }
}
