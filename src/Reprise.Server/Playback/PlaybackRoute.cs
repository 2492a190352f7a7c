using Reprise.Server.Gateway;

namespace Reprise.Server.Playback;

/// <summary>Whose call it is and to whom, read from the target as it was sent: the routes of the gateway, with <c>/lane/{name}</c> before them or not.</summary>
/// <param name="Lane">As named in the path; null when it names none.</param>
/// <param name="Provider">In lower case.</param>
/// <param name="PathAndQuery">Below the provider, letter for letter.</param>
internal readonly record struct PlaybackRoute(string? Lane, string Provider, string PathAndQuery)
{
    private const string LanePrefix = "/lane/";
    private const int MaxProvider = 32;

    /// <summary>Whether the path is one of its own and not the end of a host's name, were it put behind one.</summary>
    public bool IsOwnSegment => PathAndQuery is "" or ['/' or '?', ..];
    public string Path => PathAndQuery.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? PathAndQuery[..at] : PathAndQuery;
    public string Query => PathAndQuery.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? PathAndQuery[at..] : "";

    public static bool TryRead(string target, out PlaybackRoute route)
    {
        route = default;
        string? lane = null;
        if (target.StartsWith(LanePrefix, StringComparison.Ordinal))
        {
            var end = target.AsSpan(LanePrefix.Length).IndexOfAny('/', '?');
            if (end <= 0 || target[LanePrefix.Length + end] == '?') return false;
            lane = Uri.UnescapeDataString(target.AsSpan(LanePrefix.Length, end));
            target = target[(LanePrefix.Length + end)..];
        }

        var path = target.AsSpan(1);
        var length = 0;
        while (length < path.Length && ProviderDirectory.IsNameCharacter(path[length])) length++;
        if (length is 0 or > MaxProvider) return false;
        var name = path[..length];
        if (name is "v1" && (length == path.Length || path[length] is '/' or '?'))
        {
            var rest = path[length..];
            var isAnthropic = rest.StartsWith("/messages", StringComparison.Ordinal) && (rest.Length == "/messages".Length || rest["/messages".Length] is '/' or '?');
            route = new PlaybackRoute(lane, isAnthropic ? "anthropic" : "openai", target);
            return true;
        }

        route = new PlaybackRoute(lane, NameOf(name), target[(1 + length)..]);
        return true;
    }

    private static string NameOf(ReadOnlySpan<char> name) => name switch
    {
        "openai" => "openai",
        "anthropic" => "anthropic",
        _ => name.ToString().ToLowerInvariant(),
    };
}
