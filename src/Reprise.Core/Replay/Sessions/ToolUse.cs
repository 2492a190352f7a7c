using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>Hands out a session's recorded tool answers: of each call the first, then the second, and the last again and again.</summary>
internal sealed class ToolUse(ToolLibrary library)
{
    private readonly Dictionary<(string, string), int> _times = [];

    /// <summary>The next answer to this call; null when it was never made.</summary>
    public RecordedToolAnswer? Next(ToolCall call)
    {
        var key = (call.Name, CanonicalJson.Of(call.Arguments));
        var time = _times.GetValueOrDefault(key);
        _times[key] = time + 1;
        return library.Find(call.Name, call.Arguments, time);
    }

    /// <summary>Counts a call as answered.</summary>
    public void Skip(ToolCall call) => Next(call);
}
